// audit_log.rs: An audit trail that is kept in memory as a Vec of lines.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;

struct Audit {
    lines: Vec<String>,
}

impl Audit {
    fn record(&mut self, who: u64, what: &str) {
        self.lines.push(format!("user {who} did {what}"));
    }
}

fn main() {
    let (mut random, rounds) = start(25000);
    let mut checksum = Checksum::new();
    let mut audit = Audit { lines: Vec::new() };
    for _ in 0..rounds {
        let length = random.between(5, 50);
        let what = random.letters(length);
        audit.record(random.between(1, 90), &what);
        checksum.mix(what.len() as u64);
    }
    checksum.mix(audit.lines.len() as u64);
    checksum.print();
}
