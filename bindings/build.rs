//! How the library for other languages is linked.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |key| env::var(key).unwrap_or_default();
    match target("CARGO_CFG_TARGET_OS").as_str() {
        // Addresses to adjust when loading, written compactly: Android since version 6, glibc since 2.36. Desktops get a library for
        // older systems too; only builds for size (and the one that stands for phones in measurements) ask for it.
        "android" => link(&["-z,defs", "--pack-dyn-relocs=android"]),
        "linux" if target("CARGO_CFG_TARGET_ENV") == "gnu" && target("OPT_LEVEL") == "z" => {
            link(&["-z,defs", "-z,pack-relative-relocs"]);
        }
        "linux" => link(&["-z,defs"]),
        _ => {}
    }
}

/// Passes `options` to the linker. `-z defs`: what is missing fails here, not when an app loads the library.
fn link(options: &[&str]) {
    for option in options {
        println!("cargo::rustc-link-arg-cdylib=-Wl,{option}");
    }
}
