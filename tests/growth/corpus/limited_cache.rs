// limited_cache.rs: A cache in a OnceLock which forgets the entry that was
// made first when there are 400.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, OnceLock};

#[derive(Default)]
struct Cache {
    entries: HashMap<String, Vec<u8>>,
    order: VecDeque<String>,
}

static CACHE: OnceLock<Mutex<Cache>> = OnceLock::new();

fn resolve(name: &str) -> u64 {
    let mut cache = CACHE.get_or_init(Default::default).lock().unwrap();
    if let Some(address) = cache.entries.get(name) {
        return address[0] as u64;
    }
    if cache.order.len() == 400 {
        let oldest = cache.order.pop_front().unwrap();
        cache.entries.remove(&oldest);
    }
    let address: Vec<u8> = name.bytes().take(16).collect();
    let first = address[0];
    cache.entries.insert(name.to_string(), address);
    cache.order.push_back(name.to_string());
    first as u64
}

fn main() {
    let (mut random, rounds) = start(30000);
    let mut checksum = Checksum::new();
    for round in 0..rounds {
        let number = if random.percent(40) { random.between(0, 200) } else { round };
        checksum.mix(resolve(&format!("host{number}.example.org")));
    }
    checksum.print();
}
