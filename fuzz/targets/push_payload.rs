//! Push payloads: anybody can send them.
#![no_main]

use std::sync::LazyLock;

use countersign_core::dialect::Registry;
use countersign_fuzz::Phone;
use libfuzzer_sys::fuzz_target;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);
static PHONE: LazyLock<Phone> = LazyLock::new(Phone::new);

fuzz_target!(|payload: &[u8]| {
    let Some((dialect, Ok(hint))) = REGISTRY.parse_push(payload) else { return };
    assert!(payload.len() <= 4_096);
    let is_ours = dialect.is_addressed(&PHONE.account, &hint);
    assert_eq!(is_ours, dialect.id() == PHONE.account.dialect && hint.address.as_str() == "hint-1");
});
