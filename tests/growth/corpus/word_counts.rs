// word_counts.rs: Documents are read one after the other; each one's words are
// counted in a map that dies with it.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::collections::HashMap;

fn count_words(random: &mut Random, words: u64) -> HashMap<String, u64> {
    let mut counts = HashMap::new();
    for _ in 0..words {
        let length = random.between(1, 4);
        *counts.entry(random.letters(length)).or_insert(0) += 1;
    }
    counts
}

fn main() {
    let (mut random, rounds) = start(40);
    let mut checksum = Checksum::new();
    for _ in 0..rounds {
        let words = random.between(200, 3000);
        let counts = count_words(&mut random, words);
        checksum.mix(counts.len() as u64);
        checksum.mix(counts.values().copied().max().unwrap_or(0));
    }
    checksum.print();
}
