//! The texts in the sources that can be shown to somebody.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Every literal text of some code, with `…` for what is filled in.
pub(crate) fn texts(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(code.parse().unwrap(), &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.push(with_gaps(&text.value()));
                }
            }
            TokenTree::Group(group) if !is_doc(&group) => collect(group.stream(), found),
            _ => {}
        }
    }
}

/// A comment for whoever reads the code.
fn is_doc(group: &proc_macro2::Group) -> bool {
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
}

/// `can't {call}: {reason:?}` → `can't …: …`.
pub(crate) fn with_gaps(text: &str) -> String {
    let mut shown = String::new();
    let mut depth = 0;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => {
                depth -= 1;
                shown.push('…');
            }
            letter if depth == 0 => shown.push(letter),
            _ => {}
        }
    }
    shown
}

#[test]
fn what_is_filled_in_is_a_gap_and_comments_are_no_texts() {
    let code = r#"
        /// A comment.
        #[error("can't {call}: {reason:?}", call.name)]
        fn f() { print!("there is no {}", "disk"); }
    "#;
    assert_eq!(texts(code), ["can't …: …", "there is no …", "disk"]);
}
