// An order book fed by threads; with an argument it writes behind a block.
//
// SPDX-License-Identifier: GPL-2.0-or-later

use std::collections::{BTreeMap, HashMap};
use std::sync::{mpsc, Arc, Mutex};
use std::thread;

struct Order { id: u64, owner: String, price: u64, size: i64 }

#[derive(Default)]
struct Book { by_price: BTreeMap<u64, Vec<Order>>, by_owner: HashMap<String, i64> }

impl Book {
    fn add(&mut self, order: Order) -> Result<(), String> {
        if order.size <= 0 { return Err(format!("size of order {}", order.id)); }
        *self.by_owner.entry(order.owner.clone()).or_insert(0) += order.size;
        self.by_price.entry(order.price).or_default().push(order);
        Ok(())
    }
    #[inline(never)]
    fn overrun(&self, block: *mut u8, at: usize) { unsafe { std::ptr::write_volatile(block.add(at), 1) } }
}

fn main() {
    let book = Arc::new(Mutex::new(Book::default()));
    let (sender, receiver) = mpsc::channel();
    let threads: Vec<_> = (0..4u64).map(|t| {
        let (book, sender) = (book.clone(), sender.clone());
        thread::spawn(move || for i in 0..400 {
            let id = t * 1000 + i;
            let order = Order { id, owner: format!("a long name {}", id % 13), price: id % 17, size: id as i64 % 29 - 1 };
            if let Err(text) = book.lock().unwrap().add(order) { sender.send(text).unwrap(); }
        })
    }).collect();
    for t in threads { t.join().unwrap(); }
    drop(sender);
    let mut refused: Vec<String> = receiver.iter().collect();
    refused.sort();
    let mut book = book.lock().unwrap();
    for orders in book.by_price.values_mut() { orders.sort_by_key(|o| o.id); }
    let hash = book.by_price.values().flatten().fold(7u64, |h, o| h.wrapping_mul(31).wrapping_add(o.id));
    let mut owners: Vec<_> = book.by_owner.iter().collect();
    owners.sort();
    println!("{} {} {:?}", hash, refused.len(), &owners[..3]);
    if std::env::args().count() > 1 {
        let mut block = vec![0u8; 20].into_boxed_slice();
        book.overrun(block.as_mut_ptr(), 20);
    }
}
