//! Where in a comment a command stands, and where it only seems to.

mod drawn;

use super::*;

fn one(line: &str) -> Commands {
    Commands::One(line.to_owned())
}

#[test]
fn a_line_of_the_comments_own_text_is_a_command() {
    for (body, line) in [
        ("/docker-deploy", "/docker-deploy"),
        ("/docker-deploy main yes\n", "/docker-deploy main yes"),
        ("Looks good.\n/docker-deploy", "/docker-deploy"),
        ("Looks good.\r\n/docker-deploy\r\nThanks!", "/docker-deploy"),
        ("Looks good.\r/docker-deploy\rThanks!", "/docker-deploy"),
        (
            "First this.  \n/docker-deploy  \nthen that",
            "/docker-deploy",
        ),
        (
            "First this.\\\n/docker-deploy\\\nthen that",
            "/docker-deploy",
        ),
        ("Looks good.\n\n   /docker-deploy", "/docker-deploy"),
        ("Looks good.\n        /docker-deploy", "/docker-deploy"),
        ("/docker_status web", "/docker_status web"),
        ("/docker status web", "/docker status web"),
        ("/DOCKER-STATUS", "/DOCKER-STATUS"),
        ("/status@hailer", "/status@hailer"),
        (
            "/logs web --grep \"a*b*c _x_ <y>\"",
            "/logs web --grep \"a*b*c _x_ <y>\"",
        ),
        ("/logs --grep [0-9]+", "/logs --grep [0-9]+"),
        ("/logs --grep $x$", "/logs --grep $x$"),
        ("/docker-deploy `main`", "/docker-deploy `main`"),
        ("/docker-deploy *yes*", "/docker-deploy *yes*"),
        ("/docker-deploy &nbsp;yes", "/docker-deploy &nbsp;yes"),
        ("/docker-deploy \\yes", "/docker-deploy \\yes"),
        ("/docker-lock don't 漢字 🚢", "/docker-lock don't 漢字 🚢"),
        ("> /docker-stop\n\n/docker-start", "/docker-start"),
        ("- [ ] a\n\n/docker-start", "- "),
        ("```\n/docker-stop\n```\n/docker-start", "/docker-start"),
        ("# Deploy\n/docker-start", "/docker-start"),
        ("[a]: /docker-stop\n/docker-start", "/docker-start"),
        ("<!-- /docker-stop -->\n\n/docker-start", "/docker-start"),
        (
            "<details>\n\n/docker-stop\n\n</details>\n\n/docker-start",
            "/docker-start",
        ),
        ("<p align=\"center\">\n\n/docker-start", "/docker-start"),
        ("Set <name> first\n\n/docker-start", "/docker-start"),
        ("/etc/passwd is gone\n/docker-start", "/docker-start"),
        ("/assign @bob\n/docker-start", "/docker-start"),
        ("/docker-start\n> /docker-stop", "/docker-start"),
        ("**Note**\n/docker-start", "/docker-start"),
        ("> <pre>\n\n/docker-start", "/docker-start"),
        ("# a <b>\n\n/docker-start", "/docker-start"),
        // What nobody sees isn't part of it.
        ("/docker-deploy <!-- yes -->", "/docker-deploy"),
        ("/docker-deploy <!-- a --> yes", "/docker-deploy  yes"),
        ("/docker-deploy <!--\n--> yes", "/docker-deploy  yes"),
    ] {
        let expected = match line {
            // A paragraph behind a list, not indented, is the comment's own.
            "- " => one("/docker-start"),
            line => one(line),
        };
        assert_eq!(command_in(body), expected, "{body:?}");
    }
}

#[test]
fn what_isnt_the_comments_own_text_is_no_command() {
    for body in [
        "",
        "looks good",
        "I'd say /docker-deploy",
        "please /docker-deploy",
        "docker-deploy",
        "//docker-deploy",
        "/ docker-deploy",
        "/dockerdeploy",
        "/banana",
        "/etc/docker-deploy",
        "/status/docker-deploy",
        "> /docker-deploy",
        "> quoted\n/docker-deploy",
        ">quoted\n>\n> > /docker-deploy",
        "> [!NOTE]\n> /docker-deploy",
        "- /docker-deploy",
        "* a\n/docker-deploy",
        "1. a\n\n   /docker-deploy",
        "- [ ] /docker-deploy",
        "    /docker-deploy",
        "\t/docker-deploy",
        "text\n\n    /docker-deploy",
        "```\n/docker-deploy\n```",
        "```\n/docker-deploy",
        "~~~sh\n\n/docker-deploy\n\n~~~",
        "````\n```\n/docker-deploy\n````",
        "`/docker-deploy`",
        "`a\n/docker-deploy\nb`",
        "``a\n/docker-deploy``",
        "# /docker-deploy",
        "/docker-deploy\n===",
        "/docker-deploy\n---",
        "| a |\n| - |\n| /docker-deploy |",
        "| a |\n| - |\n/docker-deploy",
        "/docker-deploy | a\n--- | ---",
        "<!-- /docker-deploy -->",
        "<!--\n/docker-deploy\n-->",
        "<!--\n\n/docker-deploy\n\n-->",
        "<!-- a\n\n/docker-deploy",
        "text <!--\n/docker-deploy\n-->",
        "<!-- a -->/docker-deploy",
        "text\n<!-- a -->/docker-deploy",
        "<pre>\n/docker-deploy\n</pre>",
        "<pre>\n\n/docker-deploy\n\n</pre>",
        "<div>\n/docker-deploy\n</div>",
        "<details>\n<summary>x</summary>\n\n/docker-deploy\n\n</details>",
        "<blockquote>\n\n/docker-deploy\n\n</blockquote>",
        "<BlockQuote title='>'>\n\n/docker-deploy",
        "<ul><li>\n\n/docker-deploy\n\n</li></ul>",
        "<blockquote><!-- </blockquote> -->\n\n/docker-deploy",
        "<blockquote><a title=\"</blockquote>\">\n\n/docker-deploy",
        "<script>\n\n/docker-deploy\n\n</script>",
        "<?php\n\n/docker-deploy\n\n?>",
        "text <kbd>\n/docker-deploy</kbd>",
        "<b>/docker-deploy</b>",
        "[/docker-deploy](x)",
        "[a\n/docker-deploy](x)",
        "![a\n/docker-deploy](x)",
        "[a]: /docker-deploy",
        "[a]:\n/docker-deploy",
        "[^a]: /docker-deploy\n\ntext [^a]",
        "**/docker-deploy**",
        "*a\n/docker-deploy*",
        "~~/docker-deploy~~",
        "~~a\n/docker-deploy\nb~~",
        "$$\n/docker-deploy\n$$",
        "\\/docker-deploy",
        "&#47;docker-deploy",
        "&sol;docker-deploy",
        "&#x200b;/docker-deploy",
        "\u{200b}/docker-deploy",
        "\u{2060}/docker-deploy",
        "\u{a0}/docker-deploy",
        "\u{202e}/docker-deploy",
        "\u{ff0f}docker-deploy",
        "/\u{200b}docker-deploy",
        "/docker\u{2010}deploy",
        "\0/docker-deploy",
        "Term\n: /docker-deploy",
    ] {
        assert_eq!(command_in(body), Commands::None, "{body:?}");
    }
}

#[test]
fn more_than_one_is_many() {
    for body in [
        "/docker-deploy\n/docker-status",
        "/docker-deploy\n\n/docker-deploy",
        "/status\n\ntext\n\n> quote\n\n/logs",
        "/docker-deploy\r\n/docker-deploy yes",
    ] {
        assert_eq!(command_in(body), Commands::Many, "{body:?}");
    }
}

#[test]
fn what_github_would_not_take_is_not_read() {
    let long = "/docker-status\n".to_owned() + &"x".repeat(5 * 65_536);
    assert_eq!(command_in(&long), Commands::None);
    let deep = ">".repeat(60_000) + "\n\n/docker-status";
    assert_eq!(command_in(&deep), one("/docker-status"));
    let open = "*[`_<".repeat(12_000) + "\n\n/docker-status";
    assert_eq!(command_in(&open), one("/docker-status"));
}
