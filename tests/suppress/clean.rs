// Nothing is wrong with this: what std allocates for its own ends.
// SPDX-License-Identifier: GPL-2.0-or-later
use std::collections::HashMap;
use std::sync::{mpsc, Arc, Mutex};
use std::thread;

thread_local! {
    static OWN: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(vec![1]);
}

fn main() {
    let mut map = HashMap::new();
    for i in 0..100 {
        map.insert(i, i.to_string());
    }
    let (sender, receiver) = mpsc::channel();
    let sum = Arc::new(Mutex::new(0));
    let threads: Vec<_> = (0..4u8)
        .map(|i| {
            let (sender, sum) = (sender.clone(), sum.clone());
            thread::Builder::new()
                .name(format!("worker {i}"))
                .spawn(move || {
                    OWN.with(|own| own.borrow_mut().push(i));
                    *sum.lock().unwrap() += i;
                    sender.send(i.to_string()).unwrap();
                })
                .unwrap()
        })
        .collect();
    drop(sender);
    let n = receiver.iter().count();
    for thread in threads {
        thread.join().unwrap();
    }
    let caught = std::panic::catch_unwind(|| panic!("caught")).is_err();
    let died = thread::spawn(|| panic!("in a thread")).join().is_err();
    // Joined, since a scope waits only until its threads have run what they were given, and detaches
    // them.  One that is still ending when the program exits has its thread-local storage:
    // possibly lost, for Memcheck as well.
    thread::scope(|scope| {
        scope.spawn(|| OWN.with(|own| own.borrow_mut().push(2))).join().unwrap();
    });
    let name = thread::current().name().map(String::from);
    println!("{} {} {} {} {:?} {:?}", map.len(), n, caught, died, name, std::env::var("HOME"));
}
