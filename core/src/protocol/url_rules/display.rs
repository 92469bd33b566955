//! How a host name is shown.

use idna::uts46::{AsciiDenyList, Hyphens, Uts46};
use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection};

/// The whole host in Unicode, with every label that could pass for another one left in its `xn--` form.
pub(super) fn host(ascii: &str) -> String {
    let (shown, outcome) =
        Uts46::new().to_user_interface(ascii.as_bytes(), AsciiDenyList::URL, Hyphens::Allow, |label, _, is_bidi| {
            // Right-to-left labels are drawn in another order than they have authority.
            !is_bidi && is_plain(&label.iter().collect::<String>())
        });
    if outcome.is_ok() { shown.into_owned() } else { ascii.to_owned() }
}

/// One script, ordinary letters only (UTS 39), and not drawn like an ASCII name from letters of another script.
fn is_plain(label: &str) -> bool {
    label.check_restriction_level(RestrictionLevel::SingleScript)
        && label.chars().all(|c| c == '-' || c.identifier_allowed())
        && !label.chars().all(is_drawn_like_ascii)
}

/// The prototype of `c` among the confusable characters (UTS 39, section 4) is ASCII text.
///
/// A label is confusable with ASCII text exactly when each of its characters is.
fn is_drawn_like_ascii(c: char) -> bool {
    c.is_ascii() || DRAWN_LIKE_ASCII.contains(c)
}

/// Of the characters that Unicode allows in identifiers. The library's table of all confusables would be a tenth of what goes into apps.
const DRAWN_LIKE_ASCII: &str = "\
    ÆæþıŒœƁƊƒƖƘƳƷɌɣɩʋʻʼΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγινορσυЅІЈАВЕЗКМНОРСТУХЫЬЮабгеорсухшѕіјґҮүҺһҽӀӏӔӕӠՅՍՏՕագզհյոռսցւքօ\
    ֆ\u{5d5}\u{5d8}\u{5d9}\u{5df}\u{5e1}\u{5f3}\u{5f4}\u{627}\u{647}\u{660}\u{661}\u{665}\u{667}\u{6be}\
    \u{6c1}\u{6d5}\u{6f0}\u{6f1}\u{6f5}\u{6f7}\u{903}०३০৪৭\u{a83}૦૩\u{b03}ଠ\u{c02}\u{c82}೦\u{d02}ടഠ\
    \u{d82}๐໐ငဝ၀ၚჇჍყሀዐ០ᲕᲷᲽᲿ\u{2010}\u{2019}〇\u{30a0}ノ丅丫丶丿";

#[cfg(test)]
mod tests {
    use unicode_security::GeneralSecurityProfile;
    use unicode_security::confusable_detection::skeleton;

    use super::{host, is_drawn_like_ascii};

    #[test]
    fn names_in_one_script_are_shown_as_written() {
        for (ascii, shown) in [
            ("login.example.com", "login.example.com"),
            ("xn--mnchen-3ya.example", "münchen.example"),
            ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
            ("xn--r8jz45g.example", "例え.example"),
            ("xn--fsqu00a.xn--fiqs8s", "例子.中国"),
            ("xn--hxajbheg2az3al.example", "παράδειγμα.example"),
        ] {
            assert_eq!(host(ascii), shown);
        }
    }

    #[test]
    fn names_that_could_pass_for_others_stay_encoded() {
        for ascii in [
            // Cyrillic letters drawn like "apple"; one Cyrillic letter in "paypal"; Latin letters drawn like "github".
            "xn--80ak6aa92e.com",
            "xn--pypal-4ve.com",
            "xn--gthub-n4a.com",
            // Right to left.
            "xn--4dbrk0ce.example",
        ] {
            assert_eq!(host(ascii), ascii);
        }
    }

    #[test]
    fn what_is_drawn_like_ascii_is_what_unicode_lists() {
        for c in (char::MIN..=char::MAX).filter(|c| c.identifier_allowed()) {
            assert_eq!(is_drawn_like_ascii(c), skeleton(&c.to_string()).all(|c| c.is_ascii()), "{c:?}");
        }
    }

    #[test]
    fn one_suspicious_label_does_not_hide_the_others() {
        assert_eq!(host("xn--mnchen-3ya.xn--80ak6aa92e.example"), "münchen.xn--80ak6aa92e.example");
    }
}
