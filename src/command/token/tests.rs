use super::*;
use proptest::prelude::*;

fn words(text: &str) -> Vec<String> {
    Tokens::new(text, 0)
        .map(|token| match token {
            Ok(Token::Word(word)) => word.text.into_owned(),
            Ok(Token::Flag { name, value, .. }) => match value {
                Some(value) => format!("--{name}={}", value.text),
                None => format!("--{name}"),
            },
            Err(bad) => format!("{bad:?}"),
        })
        .collect()
}

#[test]
fn quotes_hold_spaces_together_and_open_only_at_the_beginning_of_a_value() {
    assert_eq!(
        words(r#"a "b c" 'd "e"' don't --grep="x y" -f"#),
        ["a", "b c", "d \"e\"", "don't", "--grep=x y", "--f"]
    );
}

#[test]
fn a_backslash_escapes_only_quotes_and_itself_so_that_patterns_stay_as_typed() {
    assert_eq!(words(r#""\d+ \"x\" \\""#), [r#"\d+ "x" \"#]);
    assert_eq!(words(r"'\d'"), [r"\d"]);
}

#[test]
fn what_a_phone_makes_of_quotes_and_dashes_is_understood() {
    assert_eq!(
        words("logs —since 10m –follow “a b”"),
        ["logs", "--since", "10m", "--follow", "a b"]
    );
}

#[test]
fn an_open_quote_is_reported_where_it_opens() {
    let mut tokens = Tokens::new("lock \"no end", 0);
    tokens.next();
    assert_eq!(
        tokens.next(),
        Some(Err(BadQuote {
            span: 5..6,
            unclosed: Some('"')
        }))
    );
    assert_eq!(tokens.next(), None);
}

proptest! {
    #[test]
    fn a_quoted_value_reads_back_as_itself(value in any::<String>()) {
        let quoted = quote(&value);
        let tokens: Vec<_> = Tokens::new(&quoted, 0).collect();
        prop_assert_eq!(tokens.len(), 1);
        let Some(Ok(Token::Word(word))) = tokens.first() else {
            return Err(TestCaseError::fail(format!("{tokens:?}")));
        };
        prop_assert_eq!(word.text.as_ref(), value.as_str());
    }

    #[test]
    fn every_span_lies_on_characters_of_the_text(text in any::<String>()) {
        for token in Tokens::new(&text, 0) {
            let span = match token {
                Ok(Token::Word(word)) => word.span,
                Ok(Token::Flag { span, .. }) => span,
                Err(bad) => bad.span,
            };
            prop_assert!(text.get(span).is_some());
        }
    }
}
