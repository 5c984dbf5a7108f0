// Everything is allocated by the standard library.  SPDX-License-Identifier: GPL-2.0-or-later
use std::collections::{BTreeMap, HashMap};

struct Book { orders: Vec<u64>, names: HashMap<u64, String>, sorted: BTreeMap<u64, Box<u64>> }

#[inline(never)]
fn add(book: &mut Book, i: u64) {
    book.orders.push(i);
    book.names.insert(i, format!("order {}", i));
    book.sorted.insert(i, Box::new(i));
}

fn main() {
    let mut book = Book { orders: Vec::new(), names: HashMap::new(), sorted: BTreeMap::new() };
    for i in 0..1000 {
        add(&mut book, i);
    }
    std::process::exit(if book.orders.len() + book.names.len() + book.sorted.len() == 3000 { 0 } else { 1 });
}
