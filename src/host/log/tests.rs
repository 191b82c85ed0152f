use super::*;

fn line(text: &str, stream: Stream) -> LogLine {
    let at = DateTime::from_timestamp_micros(1_763_715_600_000_001).unwrap();
    LogLine {
        stream,
        at,
        text: text.to_owned(),
    }
}

#[test]
fn a_line_is_read_as_it_was_written() {
    for line in [
        line("", Stream::Stdout),
        line(" two  words ", Stream::Stderr),
    ] {
        let written = line.written();
        let bytes = written.strip_suffix('\n').unwrap().as_bytes();
        assert_eq!(LogLine::read(bytes), Some(line));
    }
    assert_eq!(LogLine::read(b"2026-11-21T09:00:00Z x text"), None);
    assert_eq!(LogLine::read(b""), None);
}

#[test]
fn the_newest_of_both_files_are_told_and_a_line_that_isnt_whole_waits() {
    let folder = tempfile::tempdir().unwrap();
    let texts = |lines: usize| {
        let (tail, _) = tail(folder.path(), &LogQuery::last(lines)).unwrap();
        tail.into_iter().map(|line| line.text).collect::<Vec<_>>()
    };
    let (one, two, three) = (
        line("one", Stream::Stdout).written(),
        line("two", Stream::Stderr).written(),
        line("three", Stream::Stdout).written(),
    );
    let log = folder.path().join(LOG);
    fs::write(folder.path().join(OLD_LOG), &one).unwrap();
    fs::write(&log, format!("{two}{}", &three[..30])).unwrap();
    assert_eq!(texts(5), ["one", "two"]);
    assert_eq!(texts(1), ["two"]);
    assert_eq!(texts(0), [""; 0]);
    let (_, mut open) = tail(folder.path(), &LogQuery::last(0)).unwrap();
    fs::write(&log, format!("{two}{three}")).unwrap();
    assert_eq!(open.next().unwrap(), [line("three", Stream::Stdout)]);
    assert_eq!(open.next().unwrap(), []);
}

#[tokio::test]
async fn a_log_that_is_put_aside_at_this_moment_is_looked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let query = LogQuery::last(5);
    let nothing = read(folder.path(), &query).await.unwrap_err();
    assert!(matches!(nothing, HostError::Nothing { .. }), "{nothing}");
    let [one, two] = ["one", "two"].map(|text| line(text, Stream::Stdout));
    fs::write(folder.path().join(OLD_LOG), one.written()).unwrap();
    let process = state::Process::begun(7, 6).unwrap();
    process.keep(folder.path()).unwrap();
    let (lines, ()) = tokio::join!(read(folder.path(), &query), async {
        tokio::time::sleep(PAUSE).await;
        fs::write(folder.path().join(LOG), two.written()).unwrap();
    });
    assert_eq!(lines.unwrap().0, [one, two]);
    fs::remove_file(folder.path().join(LOG)).unwrap();
    let gone = read(folder.path(), &query).await.unwrap_err();
    assert!(matches!(gone, HostError::Files { .. }), "{gone}");
}
