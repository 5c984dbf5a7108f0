// collatz.rs: Lengths of Collatz sequences below 4000, in a map that is
// complete at some time.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::collections::BTreeMap;

struct Memo {
    lengths: BTreeMap<u64, Vec<u16>>,
}

impl Memo {
    fn length(&mut self, start: u64) -> u64 {
        if let Some(steps) = self.lengths.get(&start) {
            return steps.len() as u64;
        }
        let mut steps = Vec::new();
        let mut n = start;
        while n != 1 && steps.len() < 40 {
            n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
            steps.push(n as u16);
        }
        let length = steps.len() as u64;
        self.lengths.insert(start, steps);
        length
    }
}

fn main() {
    let (mut random, rounds) = start(50000);
    let mut checksum = Checksum::new();
    let mut memo = Memo { lengths: BTreeMap::new() };
    for _ in 0..rounds {
        let text = random.between(1, 4000).to_string();
        checksum.mix(memo.length(text.parse().unwrap()));
    }
    checksum.print();
}
