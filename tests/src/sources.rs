//! Reading our own source files as tokens, so that comments and texts do not count as code.

use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate is in a folder of the repository").to_owned()
}

/// All files below `folder` of the repository whose name ends in one of `endings`, without what builds leave behind.
pub fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&repository().join(folder), endings, &mut found);
    found.sort();
    found
}

/// One word or text of a program, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// An identifier, or a string literal with its quotes, or punctuation.
    pub text: String,
    /// Line, from 1.
    pub line: usize,
}

/// The words of a Rust program without its comments and without `#[cfg(test)]` items.
///
/// # Panics
/// When `source` is no Rust.
pub fn words(source: &str) -> Vec<Word> {
    let mut words = Vec::new();
    flatten(source.parse().expect("our sources are Rust"), &mut words);
    words
}

/// Where `source` names one of `forbidden`: single identifiers like `SystemTime`, paths like `std::fs` (also inside a
/// grouped `use`), or string literals with their quotes.
pub fn offenses(source: &str, forbidden: &[&str]) -> Vec<String> {
    let words = words(source);
    let paths = paths(&words);
    let mut found: Vec<String> = Vec::new();
    for name in forbidden {
        let wanted: Vec<&str> = name.split("::").collect();
        let hits = paths.iter().filter(|(path, _)| {
            path.windows(wanted.len()).any(|part| part.iter().zip(&wanted).all(|(word, wanted)| word == wanted))
        });
        found.extend(hits.map(|(_, line)| format!("{name} in line {line}")));
    }
    found
}

/// Every path as its segments; a grouped `use` counts as all the paths it stands for.
fn paths(words: &[Word]) -> Vec<(Vec<String>, usize)> {
    let mut paths = Vec::new();
    let mut prefixes: Vec<Vec<String>> = vec![Vec::new()];
    let mut current: Vec<String> = Vec::new();
    let mut is_joined = false;
    for word in words {
        let prefix = prefixes.last().cloned().unwrap_or_default();
        match word.text.as_str() {
            "::" => is_joined = true,
            "{" => {
                prefixes.push(if is_joined { current.clone() } else { Vec::new() });
                (current, is_joined) = (Vec::new(), false);
            }
            "}" => {
                prefixes.pop();
                (current, is_joined) = (Vec::new(), false);
            }
            text => {
                if !is_joined {
                    current = prefix;
                }
                current.push(text.to_owned());
                is_joined = false;
                paths.push((current.clone(), word.line));
            }
        }
    }
    paths
}

fn flatten(tokens: TokenStream, words: &mut Vec<Word>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        if is_test_only(&tokens, index) {
            index = end_of_item(&tokens, index + 2);
            continue;
        }
        let line = token.span().start().line;
        let mut add = |text: String| words.push(Word { text, line });
        match token {
            TokenTree::Ident(ident) => add(ident.to_string()),
            TokenTree::Literal(literal) => add(literal.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == ':' && next_is_colon(&tokens, index) => {
                add("::".to_owned());
                index += 1;
            }
            TokenTree::Punct(punct) => add(punct.to_string()),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                add(open.to_owned());
                flatten(group.stream(), words);
                words.push(Word { text: close.to_owned(), line });
            }
        }
        index += 1;
    }
}

fn next_is_colon(tokens: &[TokenTree], index: usize) -> bool {
    matches!(tokens.get(index + 1), Some(TokenTree::Punct(next)) if next.as_char() == ':')
}

/// `#[cfg(test)]` at `index`.
fn is_test_only(tokens: &[TokenTree], index: usize) -> bool {
    let is_hash = matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == '#');
    let Some(TokenTree::Group(attribute)) = tokens.get(index + 1) else { return false };
    let text: String = attribute.stream().to_string().split_whitespace().collect();
    is_hash && text == "cfg(test)"
}

/// The index after the item that starts at `index`: after its braces or its semicolon.
fn end_of_item(tokens: &[TokenTree], index: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    };
    let length = tokens.iter().skip(index).position(ends);
    length.map_or(tokens.len(), |length| index + length + 1)
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            let is_ours = !name.starts_with('.') && !LEFTOVERS.contains(&name.as_str());
            if is_ours {
                collect(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
}

const LEFTOVERS: [&str; 6] = ["target", "node_modules", "__pycache__", "build", "artifacts", "coverage"];

#[cfg(test)]
mod tests {
    use super::*;

    const BAD: &str = r#"
        //! std::fs is only mentioned here, SystemTime too.
        use std::{fs, io::{self, Read}, time::SystemTime};
        /// tokio
        fn read() -> u8 { let text = "std::net"; std::net::lookup(text); native() }
        #[cfg(test)]
        mod tests { use std::thread; fn sleep() { thread::sleep() } }
        #[cfg(test)]
        use std::env;
        fn dialect() -> &'static str { "native" }
    "#;

    #[test]
    fn forbidden_paths_are_found_also_in_grouped_imports() {
        assert_eq!(offenses(BAD, &["std::fs"]), ["std::fs in line 3"]);
        assert_eq!(offenses(BAD, &["SystemTime"]), ["SystemTime in line 3"]);
        assert_eq!(offenses(BAD, &["std::io::Read"]), ["std::io::Read in line 3"]);
        assert_eq!(offenses(BAD, &["std::net"]), ["std::net in line 5"; 2]);
        assert_eq!(offenses(BAD, &["native"]), ["native in line 5"]);
        assert_eq!(offenses(BAD, &["\"native\""]), ["\"native\" in line 10"]);
    }

    #[test]
    fn comments_texts_and_tests_are_no_code() {
        for name in ["tokio", "std::thread", "thread", "std::env", "fs::io"] {
            assert_eq!(offenses(BAD, &[name]), [""; 0], "{name}");
        }
    }
}
