// sync_channel.rs: Packets go to another thread through a channel that holds
// at most 50.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::sync::mpsc::sync_channel;
use std::thread;

struct Packet {
    number: u64,
    payload: Vec<u8>,
}

fn main() {
    let (mut random, rounds) = start(30000);
    let mut checksum = Checksum::new();
    let (sender, receiver) = sync_channel::<Packet>(50);
    let reader = thread::spawn(move || receiver.iter().map(|packet| packet.number ^ packet.payload.len() as u64).fold(0, u64::wrapping_add));
    for number in 0..rounds {
        let size = random.between(8, 200) as usize;
        sender.send(Packet { number, payload: vec![number as u8; size] }).unwrap();
    }
    drop(sender);
    checksum.mix(reader.join().unwrap());
    checksum.print();
}
