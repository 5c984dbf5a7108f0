// holders.rs: A list that is held by a thread-local variable.
//
// SPDX-License-Identifier: GPL-2.0-or-later

use std::cell::RefCell;

thread_local! {
    static NOTES: RefCell<Vec<Box<[u64; 6]>>> = RefCell::new(Vec::new());
}

fn note(value: u64) {
    NOTES.with(|notes| notes.borrow_mut().push(Box::new([value; 6])));
}

fn main() {
    for value in 0..24000 {
        note(value);
    }
}
