//! Where a document is from: shown, and opened if it is an address or a file that may be.

use std::path::PathBuf;

use super::{App, Effect, Page, Popup};
use crate::model::isolate;
use crate::text::{clean, display_width};

/// Something to open with a program of the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An address, in ASCII, that begins with `http://` or `https://`.
    Url(String),
    /// A file of the corpus.
    File(PathBuf),
}

impl App {
    pub(super) fn origin(&mut self) -> Vec<Effect> {
        let document = self.reader.as_ref().map(|reader| &reader.article().document);
        let Some(origin) = document.and_then(|document| document.origins.first()) else {
            return self.say("There is no document here.");
        };
        let shown = origin.url.clone().unwrap_or_else(|| origin.to_string());
        let source = match &origin.url {
            Some(url) => address(url).map(Source::Url),
            None if origin.path.as_os_str() == "-" => None,
            None => Some(Source::File(origin.path.clone())),
        };
        // An address that is cut is of no use.
        if display_width(&shown) > usize::from(self.columns) / 2 {
            let options = self.options(self.columns.into());
            self.popup = Some(Popup::Page(Page::new("Where it is from", &shown, options)));
        } else {
            self.say(format!("From {}", isolate(&shown)));
        }
        source.map(Effect::Open).into_iter().collect()
    }
}

/// The longest address that is opened, in bytes.
const LONGEST: usize = 4096;

/// An address as a program may be given it, or nothing if it is no plain address of a page: what a
/// document says its address is may be anything.
fn address(url: &str) -> Option<String> {
    let begins = |scheme: &&str| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let scheme = ["https://", "http://"].into_iter().find(begins)?;
    let rest = &url[scheme.len()..];
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    // No name before an @, which makes one site look like another.
    if !host.starts_with(|c: char| c.is_alphanumeric() || c == '[') || !host.chars().all(is_host) {
        return None;
    }
    if url.len() > LONGEST || url.contains(char::is_whitespace) || clean(url) != url {
        return None;
    }
    let mut address = scheme.to_owned();
    for byte in rest.bytes() {
        match byte {
            b'"'
            | b'\''
            | b'<'
            | b'>'
            | b'\\'
            | b'^'
            | b'`'
            | b'{'
            | b'|'
            | b'}'
            | b'$'
            | 0x80.. => {
                address.push_str(&format!("%{byte:02X}"));
            }
            _ => address.push(char::from(byte)),
        }
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_page_is_opened_in_ascii() {
        for (url, opened) in [
            ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
            ("HTTP://example.org:8080", "http://example.org:8080"),
            ("https://[::1]/", "https://[::1]/"),
            ("https://example.org/خبر", "https://example.org/%D8%AE%D8%A8%D8%B1"),
            ("https://example.org/'$(x)`", "https://example.org/%27%24(x)%60"),
        ] {
            assert_eq!(address(url).as_deref(), Some(opened), "{url}");
        }
    }

    #[test]
    fn nothing_else_is_opened() {
        let long = format!("https://example.org/{}", "a".repeat(LONGEST));
        for url in [
            "",
            "https://",
            "https:///etc/passwd",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "-https://example.org",
            "example.org",
            "https://-x/",
            "https://a@example.org/",
            "https://example.org\\@x",
            "https://example.org/a b",
            "https://example.org/\n--x",
            "https://example.org/\u{1b}[31m",
            "https://example.org/\u{202e}gpj.exe",
            "httpsé://x",
            " https://example.org",
            "https://exa%6dple.org",
            &long,
        ] {
            assert_eq!(address(url), None, "{url}");
        }
    }
}
