use super::*;

/// The words of everything that a file includes, each behind its key.
fn included(file: &str) -> Result<Vec<String>, NotUnderstood> {
    let mut told = Vec::new();
    for document in of(file.as_bytes())? {
        for include in document.includes()? {
            let all = include.paths.into_iter().chain(include.project_directory);
            told.extend(
                all.chain(include.env_files)
                    .map(|(place, words)| format!("{place}={words}")),
            );
        }
    }
    Ok(told)
}

fn extended(file: &str) -> Result<Vec<String>, NotUnderstood> {
    let mut told = Vec::new();
    for document in of(file.as_bytes())? {
        for (name, Extends { file, service }) in document.extends(None)? {
            let file = file.map_or("here".to_owned(), |(place, words)| {
                format!("{place}={words}")
            });
            told.push(format!("{name}: {}, {file}", service.1));
        }
    }
    Ok(told)
}

#[test]
fn include_is_read_in_all_its_forms() {
    for (file, told) in [
        ("services: {}", &[][..]),
        ("include:", &[]),
        (
            "include: [a.yaml, b.yaml]",
            &["include[0]=a.yaml", "include[1]=b.yaml"],
        ),
        ("include: [{path: a.yaml}]", &["include[0].path=a.yaml"]),
        (
            "include:\n- path: [a, b]\n  project_directory: c\n  env_file: d\n",
            &[
                "include[0].path[0]=a",
                "include[0].path[1]=b",
                "include[0].project_directory=c",
                "include[0].env_file=d",
            ],
        ),
        (
            "include: [{path: a, env_file: [b, c]}]",
            &[
                "include[0].path=a",
                "include[0].env_file[0]=b",
                "include[0].env_file[1]=c",
            ],
        ),
        (
            "include: [{PATH: a, Env_File: b}]",
            &["include[0].PATH=a", "include[0].Env_File=b"],
        ),
        (
            "include: [{path: a, project_directory: , env_file: null}, null]",
            &["include[0].path=a"],
        ),
        (
            "services: {}\n---\ninclude: [a]\n---\ninclude: [b]\n",
            &["include[0]=a", "include[0]=b"],
        ),
    ] {
        assert_eq!(included(file).unwrap(), told, "{file}");
    }
}

#[test]
fn it_is_found_however_it_is_written() {
    for file in [
        "\"inclu\\x64e\": [a]",
        "\"\\u0069nclude\": [a]",
        "'include': [a]",
        "? include\n: [a]",
        "!!str include: [!!str a]",
        "!!binary aW5jbHVkZQ==: [a]",
        "include: [!!binary YQ==]",
        "include: [!weird a]",
        "include: !override [a]",
        "x-k: &k include\n*k : [a]",
        "x-a: &a {include: [a]}\n<<: *a",
        "x-a: &a [{include: [a]}, {services: {}}]\n<<: *a",
        "<<: [{include: [a]}]",
        "\u{feff}include: [a]",
        "{\"include\": [\"a\"]}",
        "x: &l [a]\ninclude: *l",
    ] {
        assert_eq!(
            included(file),
            Ok(vec!["include[0]=a".to_owned()]),
            "{file}"
        );
    }
}

#[test]
fn extends_is_read_in_both_its_forms() {
    for (file, told) in [
        ("services: {a: {image: i}, b: }", &[][..]),
        ("services:", &[]),
        (
            "services: {a: {extends: b}, b: {extends: }}",
            &["a: b, here"],
        ),
        ("services: {a: {extends: {service: b}}}", &["a: b, here"]),
        (
            "services: {a: {extends: {file: f.yaml, service: b}}}",
            &["a: b, services.a.extends.file=f.yaml"],
        ),
        (
            "x-e: &e {extends: {file: f, service: b}}\nservices: {a: {<<: *e, image: i}}",
            &["a: b, services.a.extends.file=f"],
        ),
    ] {
        assert_eq!(extended(file).unwrap(), told, "{file}");
    }
}

#[test]
fn of_one_service_only_what_that_extends_is_looked_at() {
    let file = b"services: {a: {extends: b}, b: {extends: c}, c: {extends: 5}}";
    let [document] = &of(file).unwrap()[..] else {
        panic!("one document");
    };
    let extended = |service| {
        let found = document.extends(Some(service))?;
        Ok(found.into_iter().map(|(_, one)| one.service.1).collect())
    };
    assert_eq!(extended("b"), Ok(vec!["c".to_owned()]));
    assert_eq!(extended("d"), Ok(Vec::new()));
    assert_eq!(extended("c"), Err(NotUnderstood));
}

#[test]
fn what_is_not_understood_is_not_passed_over() {
    for file in [
        "include: a",
        "include: {path: a}",
        "include: [[a]]",
        "include: [{path: {a: b}}]",
        "include: [{path: 5}]",
        "include: [{path: [5]}]",
        "include: [a",
        "services: [extends]",
    ] {
        assert_eq!(included(file), Err(NotUnderstood), "{file}");
    }
    for file in [
        "services: {a: {extends: 5}}",
        "services: {a: {extends: {file: f}}}",
        "services: {a: {extends: {file: 5, service: b}}}",
    ] {
        assert_eq!(extended(file), Err(NotUnderstood), "{file}");
    }
    for file in [
        // Ends of lines to Compose, and to nobody who reads the YAML of today.
        "# a\u{2028}include: [a]",
        "# a\u{85}include: [a]",
        // Compose takes the key away, and then the anchor's counts.
        "<<: {include: [a]}\ninclude: !reset null",
        "<<: {include: [a]}\ninclude: !r%65set null",
        "<<: {include: [a]}\ninclude: !<!reset> null",
        "!!merge <<: {include: [a]}",
        "!!merge \"\\x3c<\": {include: [a]}",
        "! <<: {include: [a]}",
        "!!bin%61ry aW5jbHVkZQ==: [a]",
        "%TAG !x! tag:yaml.org,2002:bin\n---\n!x!ary aW5jbHVkZQ==: [a]",
    ] {
        assert_eq!(included(file), Err(NotUnderstood), "{file}");
    }
    // In UTF-16, which Compose reads too.
    assert!(of(b"\xff\xfei\0n\0").is_err());
}

#[test]
fn a_file_that_can_name_no_other_is_not_minded() {
    for file in [
        "",
        "services: {a: {image: a}}",
        "no: [yaml",
        "x-a: &a {image: a}\nservices: {a: {<<: *a, command: [sh, -c, 'test ! -f a || exit 1 # includes']}}",
        "x-a: &a {image: a}\nservices: {a: {<<: *a, command: echo includes all!, ports: !override []}, b: {image: 'a!b'}}",
    ] {
        assert_eq!(included(file), Ok(vec![]), "{file}");
        assert_eq!(extended(file), Ok(vec![]), "{file}");
    }
}
