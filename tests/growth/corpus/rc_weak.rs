// rc_weak.rs: A tree whose children point back to their parent by Weak.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

struct Node {
    value: u64,
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

fn node(value: u64) -> Rc<Node> {
    Rc::new(Node { value, parent: RefCell::new(Weak::new()), children: RefCell::new(Vec::new()) })
}

fn build(random: &mut Random) -> Rc<Node> {
    let root = node(random.between(1, 100));
    for _ in 0..random.between(1, 6) {
        let child = node(random.between(1, 100));
        *child.parent.borrow_mut() = Rc::downgrade(&root);
        root.children.borrow_mut().push(child);
    }
    root
}

fn main() {
    let (mut random, rounds) = start(20000);
    let mut checksum = Checksum::new();
    for _ in 0..rounds {
        let tree = build(&mut random);
        let last = tree.children.borrow().last().unwrap().clone();
        checksum.mix(last.parent.borrow().upgrade().map_or(0, |parent| parent.value) + last.value);
    }
    checksum.print();
}
