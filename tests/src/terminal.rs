//! The phone in the terminal as a process of its own, so that it can be killed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use serde_json::Value;
use tokio::process::Command;

/// How a process ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// The JSON objects it printed.
    pub printed: Vec<Value>,
    /// What it said on standard error.
    pub said: String,
}

/// A system call at which a process is killed: just before the call has its effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KillPoint {
    /// The name of the call.
    pub call: String,
    /// Which of the calls of this name, counted from 1.
    pub nth: usize,
}

/// The terminal phone over one folder.
#[derive(Debug, Clone)]
pub struct Terminal(PathBuf);

impl Terminal {
    /// Over the folder `home`.
    pub fn new(home: impl Into<PathBuf>) -> Self {
        Self(home.into())
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(program());
        self.finish(&mut command, arguments).await
    }

    /// Runs a command to its end with these environment variables.
    pub async fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ended {
        let mut command = Command::new(program());
        command.envs(variables.iter().copied());
        self.finish(&mut command, arguments).await
    }

    /// Runs a command that is killed with `SIGKILL` at `point`, or ends unharmed when it never gets there.
    pub async fn run_until(&self, point: &KillPoint, arguments: &[&str]) -> Ended {
        let mut command = Command::new("strace");
        let KillPoint { call, nth } = point;
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}")]);
        command.args(["-e", &format!("inject={call}:signal=KILL:when={nth}")]).arg(program());
        self.finish(&mut command, arguments).await
    }

    /// Runs a command unharmed and returns its calls of the names `calls`, in order, as strace prints them.
    pub async fn trace(&self, calls: &[&str], arguments: &[&str]) -> Vec<String> {
        let log = self.0.with_extension("trace");
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-qq", "-e", &format!("trace={}", calls.join(","))]);
        command.arg("-o").arg(&log).arg(program());
        let ended = self.finish(&mut command, arguments).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let lines = std::fs::read_to_string(&log).expect("strace's log");
        // Each line begins with the id of the thread.
        lines.lines().filter_map(|line| line.split_once(' ')).map(|(_, call)| call.trim().to_owned()).collect()
    }

    async fn finish(&self, command: &mut Command, arguments: &[&str]) -> Ended {
        command.arg("--home").arg(&self.0).args(["--vault", "file", "--allow-loopback", "--json"]).args(arguments);
        // Everything here is plain HTTP to this machine; reading the system's certificates is most of what a traced start does.
        command.env("SSL_CERT_FILE", "/dev/null");
        command.stdin(Stdio::null()).env_remove("COUNTERSIGN_HOME").kill_on_drop(true);
        let output = command.output().await.expect("the program and strace start");
        let printed = String::from_utf8_lossy(&output.stdout);
        Ended {
            code: output.status.code(),
            printed: printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ended {
    /// The stable code of the error that was printed.
    pub fn error(&self) -> Option<&str> {
        self.printed.iter().find_map(|object| object["error"]["code"].as_str())
    }
}

/// Tells on standard error what a sweep has done.
pub fn say(text: &str) {
    let mut out = std::io::stderr().lock();
    // A closed standard error changes nothing about the test.
    let _ = writeln!(out, "{text}");
}

/// The program that `COUNTERSIGN_PHONE` names, else one that is built now, beside this test.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| match std::env::var_os("COUNTERSIGN_PHONE") {
        Some(path) => path.into(),
        None => build(),
    })
}

fn build() -> PathBuf {
    let test = std::env::current_exe().expect("this program");
    let profile = test.ancestors().nth(2).expect("a test lies in TARGET/PROFILE/deps");
    let target = profile.parent().expect("a profile has a folder of its own");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--quiet", "--locked", "--package", "countersign", "--target-dir"];
    let status = std::process::Command::new(cargo).args(arguments).arg(target).status().expect("cargo starts");
    assert!(status.success(), "the terminal phone does not compile");
    target.join("debug/countersign")
}
