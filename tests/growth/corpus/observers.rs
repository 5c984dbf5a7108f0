// observers.rs: Observers are boxed closures in a thread-local list; there is
// no way to take one out.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::cell::RefCell;

thread_local! {
    static OBSERVERS: RefCell<Vec<Box<dyn Fn(u64) -> u64>>> = const { RefCell::new(Vec::new()) };
}

fn observe(observer: Box<dyn Fn(u64) -> u64>) {
    OBSERVERS.with(|observers| observers.borrow_mut().push(observer));
}

fn notify(value: u64) -> u64 {
    OBSERVERS.with(|observers| observers.borrow().iter().map(|observer| observer(value)).fold(0, u64::wrapping_add))
}

fn widget(random: &mut Random) -> u64 {
    let length = random.between(10, 60);
    let name = random.letters(length);
    let weights: [u64; 3] = [random.between(1, 9), length, random.next()];
    observe(Box::new(move |value| value.wrapping_mul(weights[0]) ^ weights[1] ^ weights[2]));
    name.len() as u64
}

fn main() {
    let (mut random, rounds) = start(30000);
    let mut checksum = Checksum::new();
    for round in 0..rounds {
        checksum.mix(widget(&mut random));
        if round % 5000 == 0 {
            checksum.mix(notify(round));
        }
    }
    checksum.print();
}
