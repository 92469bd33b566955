//! Issuer URLs: what is accepted, and what exactly is wrong with the rest.

use countersign_core::protocol::url_rules::{IssuerUrl, LoopbackHttp, UrlRules};
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    accepted: Vec<String>,
    accepted_with_loopback: Vec<String>,
    refused: Vec<Refused>,
    refused_with_loopback: Vec<Refused>,
}

#[derive(Deserialize)]
struct Refused {
    url: String,
    error: String,
}

const PUBLIC: UrlRules = UrlRules { loopback: LoopbackHttp::Refused };
const LOOPBACK: UrlRules = UrlRules { loopback: LoopbackHttp::Allowed };

#[test]
fn accepted_urls_are_kept_byte_for_byte() {
    let table = table();
    let loopback = table.accepted_with_loopback.iter().map(|url| (url, LOOPBACK));

    let wrong: Vec<_> = (table.accepted.iter().map(|url| (url, PUBLIC)).chain(loopback))
        .map(|(url, rules)| (url, IssuerUrl::parse(url, rules)))
        .filter(|(url, outcome)| outcome.as_ref().map(IssuerUrl::as_str) != Ok(url.as_str()))
        .collect();

    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn hostile_urls_are_refused_for_what_is_wrong_with_them() {
    let table = table();
    let loopback = table.refused_with_loopback.iter().map(|case| (case, LOOPBACK));

    let wrong: Vec<_> = (table.refused.iter().map(|case| (case, PUBLIC)).chain(loopback))
        .map(|(case, rules)| {
            (case, format!("{:?}", IssuerUrl::parse(&case.url, rules).map_err(|error| format!("{error:?}"))))
        })
        .filter(|(case, outcome)| *outcome != format!("Err({:?})", case.error))
        .map(|(case, outcome)| format!("{:?}: expected {}, got {outcome}", case.url, case.error))
        .collect();

    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_refused_stays_refused_when_loopback_is_allowed_unless_it_is_loopback() {
    for case in table().refused.iter().filter(|case| case.error != "Loopback") {
        assert!(IssuerUrl::parse(&case.url, LOOPBACK).is_err(), "{:?}", case.url);
    }
}

#[test]
fn the_table_is_as_large_as_promised() {
    let table = table();

    assert!(table.accepted.len() >= 25);
    assert!(table.refused.len() >= 300);
}

fn table() -> Table {
    serde_json::from_str(include_str!("../../../tests/vectors/hostile-urls.json")).expect("the table has this form")
}
