//! How a query is written so that it parses back.

use std::fmt::{self, Display};

use super::lexer::{Kind, tokens};
use super::{Actor, Expr, Mode, Pattern, Query, Term};
use crate::model::EntityId;

/// A value as it must be written to be read back, in quotes if need be: `actor:` goes before
/// `"Islamic State"`.
pub fn quote(value: &str) -> String {
    let plain = Kind::Term(Term::Text(Pattern { text: value.to_owned(), mode: Mode::Stemmed }));
    if reads_as(value, &plain) { value.to_owned() } else { quoted(value) }
}

fn reads_as(written: &str, kind: &Kind) -> bool {
    matches!(tokens(written).as_deref(), Ok([token]) if token.kind == *kind)
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The clause that asks for an entity.
pub fn actor(id: &EntityId) -> String {
    format!("actor:{}", quote(id.as_str()))
}

impl Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::All => Ok(()),
            Expr::And(parts) => join(parts, " ", f),
            Expr::Or(parts) => join(parts, " OR ", f),
            Expr::Not(part) => {
                f.write_str("-")?;
                group(part, f)
            }
            Expr::Term(term) => term.fmt(f),
        }
    }
}

fn join(parts: &[Expr], separator: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (n, part) in parts.iter().enumerate() {
        f.write_str(if n == 0 { "" } else { separator })?;
        group(part, f)?;
    }
    Ok(())
}

fn group(expr: &Expr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match expr {
        Expr::And(_) | Expr::Or(_) => write!(f, "({expr})"),
        _ => expr.fmt(f),
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Text(pattern) => words("", pattern, self, f),
            Term::Title(pattern) => words("title:", pattern, self, f),
            Term::Source(pattern) => words("source:", pattern, self, f),
            Term::Lang(lang) => write!(f, "lang:{lang}"),
            Term::Actor(Actor { name, .. }) => write!(f, "actor:{}", quote(name)),
            Term::Date { from: Some(from), to: Some(to) } if from == to => write!(f, "date:{from}"),
            Term::Date { from, to } => {
                f.write_str("date:")?;
                from.map_or(Ok(()), |from| from.fmt(f))?;
                f.write_str("..")?;
                to.map_or(Ok(()), |to| to.fmt(f))
            }
            Term::Is(state) => write!(f, "is:{state}"),
            Term::Has(has) => write!(f, "has:{has}"),
            Term::Tag(tag) => write!(f, "tag:{}", quote(tag.as_str())),
        }
    }
}

/// Writes the words of a term behind its field.
fn words(field: &str, pattern: &Pattern, term: &Term, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let text = &pattern.text;
    let bare = format!("{field}{text}");
    match pattern.mode {
        Mode::Stemmed if reads_as(&bare, &Kind::Term(term.clone())) => f.write_str(&bare),
        Mode::Stemmed | Mode::Folded => write!(f, "{field}{}", quoted(text)),
        Mode::Prefix => write!(f, "{field}{}*", quote(text)),
        Mode::Exact => write!(f, "{field}={}", quote(text)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_would_be_misread_is_quoted() {
        for plain in ["Putin", "l’armée", "بوتين", "12:30", "al-Assad", "or"] {
            assert_eq!(quote(plain), plain);
        }
        for (value, quoted) in [
            ("Islamic State", "\"Islamic State\""),
            ("OR", "\"OR\""),
            ("-a", "\"-a\""),
            ("a*", "\"a*\""),
            ("=a", "\"=a\""),
            ("lang:ar", "\"lang:ar\""),
            ("http:x", "\"http:x\""),
            ("«a»", "\"«a»\""),
            (r#"a "b" \"#, r#""a \"b\" \\""#),
            ("", "\"\""),
        ] {
            assert_eq!(quote(value), quoted);
        }
    }

    #[test]
    fn every_term_prints_as_it_is_typed() {
        let query = "front-uni \"front\" title:OR title:\"a\" title:=raqqa source:\"le monde\"* lang:ckb actor:\"a b\" is:unread \
                     date:2015-11-17 date:2015-11-17.. date:..2015-11-30";
        assert_eq!(Query::parse(query).unwrap().to_string(), query);
    }

    proptest! {
        #[test]
        fn a_quoted_name_reads_back(name in r#"[a"\\ :*=()\-ا«»“”،é\n]{1,6}"#) {
            let query = Query::parse(&format!("actor:{}", quote(&name)));
            match name.trim() {
                "" => prop_assert!(query.is_err()),
                name => {
                    let actor = Actor { name: name.to_owned(), ids: vec![] };
                    let query = query.unwrap();
                    prop_assert_eq!(query.expr(), &Expr::Term(Term::Actor(actor)));
                }
            }
        }
    }
}
