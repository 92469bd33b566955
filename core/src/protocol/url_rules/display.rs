//! How a host name is shown.

use idna::uts46::{AsciiDenyList, Hyphens, Uts46};
use unicode_security::confusable_detection::skeleton;
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
        && !skeleton(label).all(|c| c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::host;

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
    fn one_suspicious_label_does_not_hide_the_others() {
        assert_eq!(host("xn--mnchen-3ya.xn--80ak6aa92e.example"), "münchen.xn--80ak6aa92e.example");
    }
}
