// unbounded_channel.rs: Sensor values go through an unbounded channel; the
// reader takes five of every six.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::sync::mpsc::{channel, Sender};

struct Packet {
    number: u64,
    payload: Vec<u8>,
}

fn submit(sender: &Sender<Packet>, number: u64, size: usize) {
    sender.send(Packet { number, payload: vec![number as u8; size] }).unwrap();
}

fn main() {
    let (mut random, rounds) = start(8000);
    let mut checksum = Checksum::new();
    let (sender, receiver) = channel();
    for round in 0..rounds {
        for part in 0..6 {
            submit(&sender, round * 6 + part, random.between(8, 100) as usize);
        }
        for _ in 0..5 {
            let packet = receiver.recv().unwrap();
            checksum.mix(packet.number + packet.payload.len() as u64);
        }
    }
    checksum.print();
}
