// rc_cycle.rs: A tree whose children point back to their parent by Rc instead
// of Weak.
//
// SPDX-License-Identifier: GPL-2.0-or-later

mod corpus;
use corpus::*;
use std::cell::RefCell;
use std::rc::Rc;

struct Node {
    value: u64,
    parent: RefCell<Option<Rc<Node>>>,
    children: RefCell<Vec<Rc<Node>>>,
}

fn node(value: u64) -> Rc<Node> {
    Rc::new(Node { value, parent: RefCell::new(None), children: RefCell::new(Vec::new()) })
}

fn build(random: &mut Random) -> Rc<Node> {
    let root = node(random.between(1, 100));
    for _ in 0..random.between(1, 6) {
        let child = node(random.between(1, 100));
        *child.parent.borrow_mut() = Some(root.clone());
        root.children.borrow_mut().push(child);
    }
    root
}

fn main() {
    let (mut random, rounds) = start(12000);
    let mut checksum = Checksum::new();
    for _ in 0..rounds {
        let tree = build(&mut random);
        let sum: u64 = tree.children.borrow().iter().map(|child| child.value).sum();
        checksum.mix(sum + tree.value);
    }
    checksum.print();
}
