// scratch_vec.rs: A scratch Vec and String that are cleared, not freed, after
// each message.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;

struct Decoder {
    numbers: Vec<u64>,
    text: String,
}

impl Decoder {
    fn decode(&mut self, message: &[u8]) -> u64 {
        self.numbers.clear();
        self.text.clear();
        for &byte in message {
            self.numbers.push(byte as u64 * 3);
            self.text.push((b'a' + byte % 26) as char);
        }
        self.numbers.iter().sum::<u64>() + self.text.len() as u64
    }
}

fn main() {
    let (mut random, rounds) = start(40000);
    let mut checksum = Checksum::new();
    let mut decoder = Decoder { numbers: Vec::new(), text: String::new() };
    for _ in 0..rounds {
        let message: Vec<u8> = (0..random.between(1, 200)).map(|i| i as u8).collect();
        checksum.mix(decoder.decode(&message));
    }
    checksum.print();
}
