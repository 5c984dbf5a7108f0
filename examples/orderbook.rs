// An order book that keeps a history of all its trades, as history.c does, but in
// Rust: the borrow checker has nothing against a collection that only grows.
//
//    orderbook-rs broken     every trade since the program was started
//    orderbook-rs fixed      the last 500
//
// Both print the same.  Built with:  rustc -g -C opt-level=1 orderbook.rs
//
// SPDX-License-Identifier: GPL-2.0-or-later

use std::collections::{BTreeMap, VecDeque};

const ORDERS: usize = 40_000; // a session
const LEVELS: usize = 20; // prices of one side: who is behind them is too far away
const TRADES: usize = 500; // what clients may ask for

struct Trade {
    price: i64,
    quantity: i64,
    client: String, // who is told about it
}

/// The last trades, or all of them.
struct History {
    trades: VecDeque<Trade>,
    keep: Option<usize>,
}

impl History {
    fn record(&mut self, price: i64, quantity: i64, client: &str) {
        self.trades.push_back(Trade { price, quantity, client: client.to_string() });

        // This is the difference between the two programs.
        if self.keep.is_some_and(|keep| self.trades.len() > keep) {
            self.trades.pop_front();
        }
    }

    /// What a client asks for: the mean price, and how many clients were in it.
    fn summary(&self, of_last: usize) -> (f64, usize) {
        let last: Vec<&Trade> = self.trades.iter().rev().take(of_last).collect();
        let quantity: i64 = last.iter().map(|t| t.quantity).sum();
        let value: i64 = last.iter().map(|t| t.price * t.quantity).sum();
        let mut clients: Vec<&str> = last.iter().map(|t| t.client.as_str()).collect();
        clients.sort();
        clients.dedup();
        (value as f64 / quantity.max(1) as f64, clients.len())
    }
}

/// What is offered and asked for at each price.
struct Book {
    bids: BTreeMap<i64, i64>,
    asks: BTreeMap<i64, i64>,
    history: History,
}

impl Book {
    fn new(keep: Option<usize>) -> Book {
        let history = History { trades: VecDeque::new(), keep };
        Book { bids: BTreeMap::new(), asks: BTreeMap::new(), history }
    }

    fn buy(&mut self, client: &str, limit: i64, mut quantity: i64) {
        while quantity > 0 {
            let Some(mut best) = self.asks.first_entry().filter(|ask| *ask.key() <= limit) else { break };
            let (price, traded) = (*best.key(), quantity.min(*best.get()));
            *best.get_mut() -= traded;
            if *best.get() == 0 {
                best.remove();
            }
            quantity -= traded;
            self.history.record(price, traded, client);
        }
        if quantity > 0 {
            *self.bids.entry(limit).or_insert(0) += quantity;
        }
        while self.bids.len() > LEVELS {
            self.bids.pop_first();
        }
    }

    fn sell(&mut self, client: &str, limit: i64, mut quantity: i64) {
        while quantity > 0 {
            let Some(mut best) = self.bids.last_entry().filter(|bid| *bid.key() >= limit) else { break };
            let (price, traded) = (*best.key(), quantity.min(*best.get()));
            *best.get_mut() -= traded;
            if *best.get() == 0 {
                best.remove();
            }
            quantity -= traded;
            self.history.record(price, traded, client);
        }
        if quantity > 0 {
            *self.asks.entry(limit).or_insert(0) += quantity;
        }
        while self.asks.len() > LEVELS {
            self.asks.pop_last();
        }
    }
}

/// The same numbers in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) % limit) as i64
    }
}

fn main() {
    let fixed = std::env::args().nth(1).is_some_and(|variant| variant == "fixed");
    let mut book = Book::new(if fixed { Some(TRADES) } else { None });
    let mut random = Random(1);

    for _ in 0..ORDERS {
        let client = format!("client-{}", random.below(100));
        let price = 10_000 + random.below(100);
        let quantity = 1 + random.below(100);
        if random.below(2) == 0 {
            book.buy(&client, price - 60, quantity);
        } else {
            book.sell(&client, price - 40, quantity);
        }
    }
    let (price, clients) = book.history.summary(TRADES);
    println!("the last {TRADES} trades: mean price {price:.2}, {clients} clients");
}
