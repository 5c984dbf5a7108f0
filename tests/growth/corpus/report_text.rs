// report_text.rs: A report to which each measurement adds a row of text.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::fmt::Write;

struct Report {
    rows: u64,
    text: String,
}

fn new_report() -> Box<Report> {
    Box::new(Report { rows: 0, text: String::new() })
}

fn add_row(report: &mut Report, values: &[u64]) {
    report.rows += 1;
    write!(report.text, "{}", report.rows).unwrap();
    for value in values {
        write!(report.text, ";{value}").unwrap();
    }
    report.text.push('\n');
}

fn main() {
    let (mut random, rounds) = start(25000);
    let mut checksum = Checksum::new();
    let mut report = new_report();
    for _ in 0..rounds {
        let values: Vec<u64> = (0..random.between(2, 12)).map(|_| random.between(0, 9999)).collect();
        add_row(&mut report, &values);
        checksum.mix(values[1]);
    }
    checksum.mix(report.text.len() as u64);
    checksum.print();
}
