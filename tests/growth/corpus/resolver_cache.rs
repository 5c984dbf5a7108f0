// resolver_cache.rs: Names that were resolved are cached for ever, and most
// are asked for once.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

static CACHE: OnceLock<Mutex<HashMap<String, Vec<u8>>>> = OnceLock::new();

fn resolve(name: &str) -> u64 {
    let mut cache = CACHE.get_or_init(Default::default).lock().unwrap();
    if let Some(address) = cache.get(name) {
        return address[0] as u64;
    }
    let address: Vec<u8> = name.bytes().take(16).collect();
    let first = address[0];
    cache.insert(name.to_string(), address);
    first as u64
}

fn main() {
    let (mut random, rounds) = start(25000);
    let mut checksum = Checksum::new();
    for round in 0..rounds {
        let number = if random.percent(40) { random.between(0, 200) } else { round };
        checksum.mix(resolve(&format!("host{number}.example.org")));
    }
    checksum.print();
}
