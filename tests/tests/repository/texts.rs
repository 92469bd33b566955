//! The texts of the Android and of the iOS app are the same, but for those of what only one of them has.

use std::collections::BTreeMap;

use countersign_tests::sources::repository;
use serde_json::Value;

/// Language, and the folder of its Android resources. English comes first: it has what no language translates.
const LANGUAGES: [(&str, &str); 3] = [("en", "values"), ("de", "values-de"), ("ar", "values-ar")];

/// What the names of texts begin with that only the iOS app has: Android hands over what is shared without a screen of its own.
const IOS_ONLY: &str = "ios_";

/// Texts by name and, where they depend on a number, by plural form.
type Texts = BTreeMap<(String, String), String>;

#[test]
fn both_apps_say_the_same() {
    let catalog: Value = serde_json::from_str(&read("ios/App/Resources/Localizable.xcstrings")).expect("JSON");
    let untranslated = untranslated(&read("android/app/src/main/res/values/strings.xml"));
    for (language, folder) in LANGUAGES {
        let mut android = android(&read(&format!("android/app/src/main/res/{folder}/strings.xml")));
        let mut ios = ios(&catalog, language);
        ios.retain(|(name, _), _| !name.starts_with(IOS_ONLY));
        assert!(ios.len() > 200, "{language}: {} texts", ios.len());
        android.extend(untranslated.clone());

        let names = |one: &Texts, other: &Texts| -> Vec<(String, String)> {
            one.keys().filter(|name| !other.contains_key(*name)).cloned().collect()
        };
        assert_eq!(names(&android, &ios), [], "{language}: missing on iOS");
        assert_eq!(names(&ios, &android), [], "{language}: missing on Android");
        for (name, text) in &android {
            assert_eq!(Some(text), ios.get(name), "{language}: {name:?}");
        }
    }
}

/// A catalog of strings. Its placeholders are written as in [`android`].
fn ios(catalog: &Value, language: &str) -> Texts {
    let mut texts = Texts::new();
    for (name, text) in catalog["strings"].as_object().expect("texts") {
        let localized = &text["localizations"][language];
        let single = localized.get("stringUnit").map(|unit| (String::new(), unit));
        let plurals = localized["variations"]["plural"].as_object().into_iter().flatten();
        let forms = single.into_iter().chain(plurals.map(|(form, text)| (form.clone(), &text["stringUnit"])));
        for (form, unit) in forms {
            let value = unit["value"].as_str().expect("a text").replace("$lld", "$s").replace("$@", "$s");
            texts.insert((name.clone(), form), value);
        }
    }
    texts
}

/// Resources of strings and plurals, as Android shows them.
fn android(xml: &str) -> Texts {
    let mut texts = Texts::new();
    let mut plural = String::new();
    for (tag, content) in elements(xml) {
        if let Some(name) = attribute(tag, "string name") {
            texts.insert((name, String::new()), unescaped(content));
        } else if let Some(name) = attribute(tag, "plurals name") {
            plural = name;
        } else if let Some(form) = attribute(tag, "item quantity") {
            texts.insert((plural.clone(), form), unescaped(content));
        }
    }
    texts
}

/// Those that are the same in all languages and stand in one file only.
fn untranslated(xml: &str) -> Texts {
    let fixed = elements(xml).filter(|(tag, _)| tag.contains("translatable=\"false\""));
    let named = fixed.filter_map(|(tag, content)| Some((attribute(tag, "string name")?, content)));
    named.map(|(name, content)| ((name, String::new()), unescaped(content))).collect()
}

/// Every tag, and the text that follows it.
fn elements(xml: &str) -> impl Iterator<Item = (&str, &str)> {
    xml.split('<').filter_map(|element| element.split_once('>'))
}

/// The value of the attribute that a tag begins with.
fn attribute(tag: &str, beginning: &str) -> Option<String> {
    let value = tag.strip_prefix(beginning)?.strip_prefix("=\"")?;
    Some(value.split_once('"')?.0.to_owned())
}

fn unescaped(text: &str) -> String {
    let pairs = [("\\'", "'"), ("\\\"", "\""), ("\\n", "\n"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    pairs.into_iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
