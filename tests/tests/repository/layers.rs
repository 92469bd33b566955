//! The rules between the layers, read from the sources.

use std::path::Path;
use std::process::Command;

use countersign_tests::sources::{files, offenses, repository, words};
use serde_json::Value;

/// What would give a pure module a clock, randomness, a network, a disk or threads.
const EFFECTS: [&str; 29] = [
    "SystemTime",
    "Instant",
    "std::fs",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "ToSocketAddrs",
    "std::thread",
    "std::env",
    "std::process",
    "std::os",
    "std::io::stdin",
    "std::io::stdout",
    "async_trait",
    "tokio",
    "reqwest",
    "hyper",
    "rusqlite",
    "getrandom",
    "keyring",
    "keyring_core",
    "rand",
    "rand_core",
    "OsRng",
    "rustix",
    "tracing",
    "crate::platform",
    "crate::store",
    "crate::engine",
];

fn broken(folders: &[&str], forbidden: &[&str]) -> Vec<String> {
    let sources = folders.iter().flat_map(|folder| files(folder, &[".rs"]));
    sources.flat_map(|path| in_file(&path, forbidden)).collect()
}

fn in_file(path: &Path, forbidden: &[&str]) -> Vec<String> {
    let found = offenses(&read(path), forbidden);
    found.into_iter().map(|offense| format!("{}: {offense}", shown(path))).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a source file")
}

fn shown(path: &Path) -> String {
    path.strip_prefix(repository()).expect("below the repository").display().to_string()
}

#[test]
fn pure_modules_have_no_clock_randomness_network_disk_or_threads() {
    let pure = ["core/src/protocol", "core/src/dialect", "core/src/model", "core/src/otp"];

    assert_eq!(broken(&pure, &EFFECTS), [""; 0]);
}

#[test]
fn the_journey_engine_knows_no_vendor_no_transport_no_clock_and_no_randomness() {
    let foreign =
        ["axum", "tokio", "tracing", "wso2", "Wso2", "crate::world", "crate::server", "crate::script", "Random"];

    assert_eq!(broken(&["server-mock/src/journey"], &[foreign.as_slice(), &EFFECTS].concat()), [""; 0]);
}

#[test]
fn the_script_engine_knows_nothing_of_the_server_around_it() {
    let foreign =
        ["axum", "tokio", "crate::world", "crate::server", "crate::journey", "crate::wso2", "crate::guardian"];
    let world = ["std::fs", "std::env", "std::process", "TcpStream", "UdpSocket", "SystemTime"];

    assert_eq!(broken(&["server-mock/src/script"], &[foreign.as_slice(), &world].concat()), [""; 0]);
}

#[test]
fn scanning_reads_images_and_nothing_else() {
    assert_eq!(broken(&["core/src/scan"], &EFFECTS), [""; 0]);
}

#[test]
fn inner_layers_do_not_know_outer_ones() {
    for (folder, outer) in [
        ("core/src/model", ["crate::protocol", "crate::dialect", "crate::error"].as_slice()),
        ("core/src/otp", &["crate::protocol::jose", "crate::protocol::Flow", "crate::dialect", "crate::error"]),
        ("core/src/scan", &["crate::protocol", "crate::dialect", "crate::model", "crate::error"]),
        ("core/src/store", &["crate::engine", "crate::dialect", "crate::protocol", "crate::error"]),
        ("core/src/platform", &["crate::engine", "crate::dialect", "crate::error"]),
        ("core/src/protocol", &["crate::error"]),
        ("core/src/dialect", &["crate::error"]),
    ] {
        assert_eq!(broken(&[folder], outer), [""; 0], "{folder}");
    }
}

#[test]
fn only_the_registry_knows_which_dialects_there_are() {
    let dialects = dialects();
    assert!(dialects.len() >= 2, "{dialects:?}");
    for dialect in dialects {
        let (first, rest) = dialect.split_at(1);
        let names = [dialect.clone(), format!("{}{rest}", first.to_uppercase()), format!("\"{dialect}\"")];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for outside in ["engine", "store", "platform", "error", "model"] {
            assert_eq!(broken(&[&format!("core/src/{outside}")], &names), [""; 0], "{dialect}");
        }
        assert_eq!(broken(&["cli/src/commands"], &names), [""; 0], "{dialect}");
    }
    assert_eq!(broken(&["core/src/engine"], &["serde_json", "jose"]), [""; 0]);
}

#[test]
fn only_the_bindings_know_the_generator() {
    assert_eq!(broken(&["core", "server-mock", "cli", "tests"], &["uniffi"]), [""; 0]);
    for package in workspace() {
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let knows = dependencies.filter_map(|dependency| dependency["name"].as_str()).any(|name| name == "uniffi");
        let may = ["countersign-ffi", "countersign-bindgen"].iter().any(|name| package["name"] == *name);
        assert_eq!(knows, may, "{}", package["name"]);
    }
}

#[test]
fn the_bindings_convert_and_decide_nothing() {
    assert_eq!(broken(&["bindings/src"], &["if", "while", "loop"]), [""; 0]);
}

#[test]
fn generated_code_is_never_committed_and_stays_behind_the_wrappers() {
    let tracked =
        Command::new("git").args(["ls-files", "bindings"]).current_dir(repository()).output().expect("git runs");
    let tracked = String::from_utf8(tracked.stdout).expect("UTF-8");
    let generated = tracked.lines().filter(|path| {
        ["countersign_ffi", "_native/", "CountersignGenerated", "CountersignFfi"].iter().any(|name| path.contains(name))
    });
    assert_eq!(generated.collect::<Vec<_>>(), [""; 0]);

    let wrapper = ["_adapters.py", "_convert.py", "_log.py", "_picture.py", "client.py"];
    let python =
        files("bindings/python", &[".py"]).into_iter().filter(|path| read(path).contains("import countersign_ffi"));
    let knowing: Vec<String> = python.map(|path| shown(&path)).collect();
    assert_eq!(knowing, wrapper.map(|name| format!("bindings/python/src/countersign/{name}")));
}

#[test]
fn the_swift_package_shows_nothing_generated() {
    let knowing: Vec<String> = files("bindings/swift", &[".swift"])
        .into_iter()
        .filter(|path| read(path).contains("import CountersignGenerated"))
        .map(|path| {
            assert!(read(&path).starts_with("internal import CountersignGenerated\n"), "{}", shown(&path));
            shown(&path).replace("bindings/swift/Sources/Countersign/", "")
        })
        .collect();
    let wrapper = [
        "Authenticator",
        "Bridge/Adapters",
        "Bridge/Convert",
        "Bridge/ConvertAccount",
        "Bridge/ConvertChallenge",
        "Bridge/ConvertParts",
        "Data/Preview",
        "Log",
        "Picture",
        "TickingCodes",
    ];
    assert_eq!(knowing, wrapper.map(|name| format!("{name}.swift")));
}

#[test]
fn core_and_mock_share_no_code() {
    assert_eq!(broken(&["server-mock"], &["countersign_core"]), [""; 0]);
    assert_eq!(broken(&["core"], &["countersign_server_mock"]), [""; 0]);
    assert!(!reached_from("countersign-server-mock").contains(&"countersign-core".to_owned()));
    assert!(!reached_from("countersign-core").contains(&"countersign-server-mock".to_owned()));
    assert!(reached_from("countersign-tests").contains(&"countersign-core".to_owned()), "the check can see edges");
}

#[test]
fn core_and_mock_verify_signatures_with_different_libraries() {
    assert_eq!(broken(&["server-mock/src"], &["ed25519_dalek", "p256"]), [""; 0]);
    assert_eq!(broken(&["core/src/protocol", "core/src/dialect", "core/src/engine"], &["ring"]), [""; 0]);
}

#[test]
fn no_source_file_is_longer_than_500_lines() {
    let endings = [".rs", ".mjs", ".js", ".py", ".sh", ".kt", ".swift", ".css", ".html"];
    let long = files("", &endings).into_iter().filter_map(|path| {
        let lines = read(&path).lines().count();
        (lines > 500).then(|| format!("{}: {lines}", shown(&path)))
    });

    assert_eq!(long.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn unsafe_code_is_forbidden_and_absent() {
    let workspace = read(&repository().join("Cargo.toml"));
    assert!(workspace.contains("unsafe_code = \"forbid\""));

    for package in ["bindings", "bindings/generator", "core", "server-mock", "cli", "tests"] {
        let manifest = read(&repository().join(package).join("Cargo.toml"));
        assert!(manifest.contains("[lints]\nworkspace = true"), "{package} takes the lints of the workspace");
        assert_eq!(broken(&[package], &["unsafe"]), [""; 0]);
    }
}

#[test]
fn every_pure_folder_has_sources_to_read() {
    for folder in ["protocol", "dialect", "model", "otp", "scan", "engine", "store", "platform"] {
        let sources = files(&format!("core/src/{folder}"), &[".rs"]);
        assert!(sources.iter().any(|path| words(&read(path)).len() > 50), "{folder} is empty: the rules check nothing");
    }
}

/// The ids of the dialects: every folder beside the registry is one.
fn dialects() -> Vec<String> {
    let entries = std::fs::read_dir(repository().join("core/src/dialect")).expect("the dialects");
    let folders = entries.map(|entry| entry.expect("an entry")).filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().into_string().expect("UTF-8")).collect()
}

/// Names of all workspace members that `package` depends on, at any distance.
fn reached_from(package: &str) -> Vec<String> {
    let packages = workspace();
    let mut reached = Vec::new();
    let mut open = vec![package.to_owned()];
    while let Some(next) = open.pop() {
        let found = packages.iter().find(|package| package["name"] == next.as_str());
        for dependency in found.and_then(|found| found["dependencies"].as_array()).into_iter().flatten() {
            let name = dependency["name"].as_str().unwrap_or_default().to_owned();
            if dependency["path"].is_string() && !reached.contains(&name) {
                reached.push(name.clone());
                open.push(name);
            }
        }
    }
    reached
}

fn workspace() -> Vec<Value> {
    let arguments = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(repository()).output().expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}
