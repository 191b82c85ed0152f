use super::*;

const fn code(text: &str) -> Paragraph<'_> {
    Paragraph {
        content: Content::Code(text),
        apart: true,
    }
}

fn line(text: &str) -> Paragraph<'static> {
    Paragraph {
        content: Content::Lines(vec![Html::marked(Mark::Bold, text)]),
        apart: true,
    }
}

#[test]
fn what_has_room_is_one_message() {
    let fitted = fit(vec![line("a"), code("b")], "f.txt");
    assert_eq!(fitted.messages.len(), 1);
    assert_eq!(fitted.messages[0].text(), "a\n\nb");
    assert_eq!(fitted.file, None);
}

#[test]
fn long_code_is_a_file_and_its_last_lines_stay() {
    let text: Vec<String> = (1..=10_000)
        .map(|number| format!("line {number}"))
        .collect();
    let text = text.join("\n");
    let fitted = fit(vec![line("logs"), code(&text)], "shop-logs.txt");
    assert_eq!(fitted.messages.len(), 1);
    let shown = fitted.messages[0].text();
    assert!(
        shown.starts_with(
            "logs\n\nThe last 25 of 10000 lines; all are in shop-logs.txt:\nline 9976\n"
        ),
        "{shown}"
    );
    assert!(shown.ends_with("line 10000"));
    assert_eq!(fitted.file, Some(format!("{text}\n")));
}

#[test]
fn one_line_that_is_longer_than_a_message_is_shown_as_far_as_it_goes() {
    let fitted = fit(vec![line("logs"), code(&"🚢".repeat(5000))], "f.txt");
    assert_eq!(fitted.messages.len(), 1);
    assert!(fitted.messages[0].units() <= MESSAGE);
    assert!(
        fitted.messages[0]
            .text()
            .starts_with("logs\n\nAll of it is in f.txt; its last line begins:\n🚢🚢")
    );
}

#[test]
fn what_is_to_be_read_goes_on_in_another_message() {
    let pages = vec![line(&"x".repeat(1500)); 4];
    let fitted = fit(pages, "f.txt");
    assert_eq!((fitted.messages.len(), fitted.file), (2, None));
}

#[test]
fn a_book_is_a_file_with_its_beginning_and_its_end_in_the_message() {
    let mut pages = vec![line(&"x".repeat(1500)); 40];
    pages.insert(0, line("shop: would change much"));
    pages.push(line("Say yes to carry out exactly this."));
    let fitted = fit(pages, "f.txt");
    assert_eq!(fitted.messages.len(), 1);
    let shown = fitted.messages[0].text();
    assert!(shown.starts_with("shop: would change much\nxxx"));
    assert!(shown.contains("\n\nWhat stands between this and the end is in f.txt.\n\nxxx"));
    assert!(shown.ends_with("x\nSay yes to carry out exactly this."));
    assert!(fitted.file.is_some_and(|file| file.len() > 60_000));
}

#[test]
fn a_caret_under_a_place_is_never_put_into_a_file() {
    let mut all = vec![line(&"x".repeat(1500)); 3];
    all.push(code("/logs wbe\n      ^^^"));
    let fitted = fit(all, "f.txt");
    assert_eq!((fitted.messages.len(), fitted.file), (2, None));
    assert!(fitted.messages[1].text().ends_with("^^^"));
}

#[test]
fn what_has_more_marks_than_telegram_heeds_goes_on_in_another_message() {
    let fitted = fit(vec![line("x"); MARKS], "f.txt");
    assert_eq!(fitted.messages.len(), 1);
    let fitted = fit(vec![line("x"); MARKS + 1], "f.txt");
    let marks: Vec<_> = fitted.messages.iter().map(Html::marks).collect();
    assert_eq!(marks, [MARKS, 1]);
    let mut many = Html::default();
    for _ in 0..30 {
        many.mark(Mark::Code, "x");
    }
    let content = Content::Lines(vec![many; 99]);
    let fitted = fit(
        vec![Paragraph {
            content,
            apart: true,
        }],
        "f.txt",
    );
    let marks: Vec<_> = fitted.messages.iter().map(Html::marks).collect();
    assert_eq!(marks, [61], "its beginning, where the rest is, its end");
}
