use super::*;

#[test]
fn a_size_a_time_and_a_mode_are_read_as_people_write_them() {
    let size = |text: &str| Size::try_from(text.to_owned());
    assert_eq!(size("256MiB"), Ok(Size(256 << 20)));
    assert_eq!(size("2 GiB"), Ok(Size(2 << 30)));
    for wrong in ["", "0", "-1MiB", "much"] {
        assert!(size(wrong).is_err(), "{wrong:?}");
    }
    let span = |text: &str| Span::try_from(text.to_owned());
    assert_eq!(span("250ms"), Ok(Span(Duration::from_millis(250))));
    for wrong in ["", "0s", "2h", "5"] {
        assert!(span(wrong).is_err(), "{wrong:?}");
    }
    let mode = |text: &str| FileMode::try_from(text.to_owned());
    assert_eq!(mode("1777"), Ok(FileMode(0o1777)));
    for wrong in ["", "999", "17777", "+755"] {
        assert!(mode(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_value_is_written_as_it_was_read() {
    assert_eq!(Size(256 << 20).to_string(), "256.0 MiB");
    assert_eq!(Span(Duration::from_millis(250)).to_string(), "250ms");
    assert_eq!(FileMode(0o1777).to_string(), "1777");
}

#[test]
fn an_unknown_mode_is_told_the_nearest() {
    assert_eq!("durable".parse(), Ok(Mode::Durable));
    assert_eq!(
        "persitent".parse::<Mode>().unwrap_err().to_string(),
        "There is no mode \"persitent\". An instance is fast, persistent or durable. Use --persistent."
    );
}
