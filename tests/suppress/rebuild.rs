// Errors below functions of all kinds, for rebuild.t.
// SPDX-License-Identifier: GPL-2.0-or-later
mod queue {
    pub struct Queue<T> {
        items: Vec<Box<T>>,
    }
    pub trait Job {
        fn run(&self) -> usize;
    }
    impl<T> Queue<T> {
        #[inline(never)]
        pub fn new() -> Self {
            Queue { items: Vec::new() }
        }
        #[inline(never)]
        pub fn push(&mut self, t: T) {
            self.items.push(Box::new(t));
        }
    }
    impl Job for Queue<u64> {
        #[inline(never)]
        fn run(&self) -> usize {
            Box::leak(Box::new([self.items.len(); 10]))[3]
        }
    }
}
use queue::Job;

#[inline(never)]
fn with_closure<F: Fn(u64) -> usize>(f: F) -> usize {
    f(7)
}

#[inline(never)]
fn read_after(p: *const u8) -> u8 {
    unsafe { std::ptr::read_volatile(p.add(20)) }
}

fn main() {
    let mut queue = queue::Queue::new();
    for i in 0..5u64 {
        queue.push(i);
    }
    let mut n = queue.run();
    std::mem::forget(queue);
    n += with_closure(|n| {
        let v = vec![n; 20];
        let length = v.len();
        std::mem::forget(v);
        length
    });
    let array = Box::new([1u8; 16]);
    n += read_after(array.as_ptr()) as usize;
    println!("{}", n > 0);
}
