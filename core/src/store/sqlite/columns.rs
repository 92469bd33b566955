//! Reading columns that may be damaged.
//!
//! A damaged file can hold anything, also text that is not UTF-8 or numbers in text columns, so every read is checked
//! and names its place.

use std::str::FromStr;

use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::error::Damage;
use super::words::Word;
use crate::model::UnixTime;
use crate::store::document::decode;
use crate::store::sealing::{Column, Sealer};

/// Text.
pub(super) fn text<'a>(row: &'a Row<'_>, index: usize, place: &'static str) -> Result<&'a str, Damage> {
    optional_text(row, index, place)?.ok_or(Damage(place))
}

/// A whole number.
pub(super) fn integer(row: &Row<'_>, index: usize, place: &'static str) -> Result<i64, Damage> {
    match row.get_ref(index) {
        Ok(ValueRef::Integer(value)) => Ok(value),
        Ok(ValueRef::Null | ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_)) | Err(_) => Err(Damage(place)),
    }
}

/// A counter.
pub(super) fn counter(row: &Row<'_>, index: usize, place: &'static str) -> Result<u64, Damage> {
    u64::try_from(integer(row, index, place)?).map_err(|_| Damage(place))
}

/// A time.
pub(super) fn time(row: &Row<'_>, index: usize, place: &'static str) -> Result<UnixTime, Damage> {
    integer(row, index, place).map(UnixTime::from_seconds)
}

/// An id.
pub(super) fn id<T: FromStr>(row: &Row<'_>, index: usize, place: &'static str) -> Result<T, Damage> {
    text(row, index, place)?.parse().map_err(|_| Damage(place))
}

/// One of a set of words.
pub(super) fn word<T: Word>(row: &Row<'_>, index: usize, place: &'static str) -> Result<T, Damage> {
    T::from_word(text(row, index, place)?).ok_or(Damage(place))
}

/// One of a set of words, or nothing.
pub(super) fn optional_word<T: Word>(row: &Row<'_>, index: usize, place: &'static str) -> Result<Option<T>, Damage> {
    match optional_text(row, index, place)? {
        None => Ok(None),
        Some(text) => T::from_word(text).map(Some).ok_or(Damage(place)),
    }
}

/// A sealed value of the row named `name`; `None` for none.
pub(super) fn optional_sealed(
    row: &Row<'_>,
    index: usize,
    sealer: &Sealer,
    column: &Column,
    name: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, Damage> {
    match row.get_ref(index) {
        Ok(ValueRef::Null) => Ok(None),
        Ok(ValueRef::Blob(sealed)) => sealer.open(column, name, sealed).map(Some).map_err(|_| Damage(column.place)),
        Ok(ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_)) | Err(_) => Err(Damage(column.place)),
    }
}

/// A sealed value of the row named `name`.
pub(super) fn sealed(
    row: &Row<'_>,
    index: usize,
    sealer: &Sealer,
    column: &Column,
    name: &str,
) -> Result<Zeroizing<Vec<u8>>, Damage> {
    optional_sealed(row, index, sealer, column, name)?.ok_or(Damage(column.place))
}

/// A sealed document of the row named `name`.
pub(super) fn document<D: DeserializeOwned>(
    row: &Row<'_>,
    index: usize,
    sealer: &Sealer,
    column: &Column,
    name: &str,
) -> Result<D, Damage> {
    decode(&sealed(row, index, sealer, column, name)?).ok_or(Damage(column.place))
}

/// Checks a clear column against what was sealed with it.
pub(super) fn same<T: PartialEq>(clear: &T, sealed: &T, place: &'static str) -> Result<(), Damage> {
    if clear == sealed { Ok(()) } else { Err(Damage(place)) }
}

/// Whatever can be read of a text column, to name a damaged row.
pub(super) fn lossy(row: &Row<'_>, index: usize) -> String {
    match row.get_ref(index) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        Ok(ValueRef::Integer(value)) => value.to_string(),
        Ok(ValueRef::Null | ValueRef::Real(_)) | Err(_) => String::new(),
    }
}

fn optional_text<'a>(row: &'a Row<'_>, index: usize, place: &'static str) -> Result<Option<&'a str>, Damage> {
    match row.get_ref(index) {
        Ok(ValueRef::Null) => Ok(None),
        Ok(ValueRef::Text(bytes)) => std::str::from_utf8(bytes).map(Some).map_err(|_| Damage(place)),
        Ok(ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_)) | Err(_) => Err(Damage(place)),
    }
}
