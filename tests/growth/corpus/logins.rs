// logins.rs: Logins of which one in a hundred is never logged out.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::collections::BTreeMap;

struct Session {
    user: String,
    rights: Vec<u32>,
}

struct Server {
    sessions: BTreeMap<u64, Session>,
}

impl Server {
    fn login(&mut self, id: u64, number: u64, rights: usize) {
        let user = format!("user number {number}");
        self.sessions.insert(id, Session { user, rights: vec![7; rights] });
    }

    fn logout(&mut self, id: u64) -> usize {
        self.sessions.remove(&id).map_or(0, |session| session.user.len() + session.rights.len())
    }
}

fn main() {
    let (mut random, rounds) = start(50000);
    let mut checksum = Checksum::new();
    let mut server = Server { sessions: BTreeMap::new() };
    for id in 0..rounds {
        server.login(id, random.between(1, 5000), random.between(1, 30) as usize);
        if id >= 20 && !random.percent(1) {
            checksum.mix(server.logout(id - 20) as u64);
        }
    }
    checksum.mix(server.sessions.len() as u64);
    checksum.print();
}
