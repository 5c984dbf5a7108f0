// corpus.rs: what the Rust programs of the corpus share, as corpus.h for C.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#![allow(dead_code)]

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn between(&mut self, lowest: u64, highest: u64) -> u64 {
        lowest + (self.next() >> 16) % (highest - lowest + 1)
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.between(1, 100) <= chance
    }

    pub fn letters(&mut self, length: u64) -> String {
        (0..length).map(|_| (b'a' + self.between(0, 25) as u8) as char).collect()
    }
}

pub struct Checksum(u64);

impl Checksum {
    pub fn new() -> Checksum {
        Checksum(0xCBF2_9CE4_8422_2325)
    }

    pub fn mix(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x0000_0100_0000_01B3);
    }

    pub fn print(&self) {
        println!("{:016x}", self.0);
    }
}

/// The random numbers for the seed, and the number of rounds to do.
pub fn start(rounds: u64) -> (Random, u64) {
    let argument = |n: usize, default: u64| std::env::args().nth(n).and_then(|a| a.parse().ok()).unwrap_or(default);
    (Random::new(argument(1, 1)), argument(2, rounds))
}
