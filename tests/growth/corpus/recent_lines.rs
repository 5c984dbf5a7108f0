// recent_lines.rs: The last 500 lines in a VecDeque.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::collections::VecDeque;

struct Recent {
    lines: VecDeque<String>,
}

impl Recent {
    fn push(&mut self, line: String) {
        if self.lines.len() == 500 {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }
}

fn main() {
    let (mut random, rounds) = start(50000);
    let mut checksum = Checksum::new();
    let mut recent = Recent { lines: VecDeque::new() };
    for round in 0..rounds {
        let length = random.between(5, 50);
        recent.push(format!("{round}: {}", random.letters(length)));
        checksum.mix(recent.lines[recent.lines.len() / 2].len() as u64);
    }
    checksum.print();
}
