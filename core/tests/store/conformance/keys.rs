//! Private keys of the software signer.

use countersign_core::model::Secret;
use countersign_core::store::KeyStore;

use super::Bench;
use crate::samples::handle;

fn read(store: &impl KeyStore, name: &str) -> Option<Vec<u8>> {
    store.key(&handle(name)).expect("a store").map(|key| key.expose().to_vec())
}

pub(super) fn a_key_comes_back_as_stored(bench: &impl Bench) {
    let store = bench.open();
    store.put_key(&handle("one"), &Secret::new(vec![1; 33])).expect("a store");
    store.put_key(&handle("two"), &Secret::new(vec![])).expect("a store");

    assert_eq!(read(&bench.open(), "one"), Some(vec![1; 33]));
    assert_eq!(read(&store, "two"), Some(vec![]));
    assert_eq!(read(&store, "three"), None);
}

pub(super) fn the_first_key_stays(bench: &impl Bench) {
    let store = bench.open();
    store.put_key(&handle("one"), &Secret::new(vec![1])).expect("a store");

    assert_eq!(bench.open().put_key(&handle("one"), &Secret::new(vec![2])), Ok(()));
    assert_eq!(read(&store, "one"), Some(vec![1]));
}

pub(super) fn a_deleted_key_is_gone(bench: &impl Bench) {
    let store = bench.open();
    store.put_key(&handle("one"), &Secret::new(vec![1])).expect("a store");

    assert_eq!(store.delete_key(&handle("one")), Ok(()));
    assert_eq!(store.delete_key(&handle("one")), Ok(()));
    assert_eq!(read(&store, "one"), None);
    store.put_key(&handle("one"), &Secret::new(vec![2])).expect("a store");
    assert_eq!(read(&store, "one"), Some(vec![2]));
}
