//! Files of the library with the documentation of Kubernetes woven in.

use jke_ide::weave;
use jke_syntax::tree::{ItemKind, Member, TypeItem, TypeKind};
use jke_text::{Source, SourceKind};

const KEPT: &str = "\
//! A Deployment.

@kind(\"apps/v1\", \"Deployment\")
type Deployment {
  metadata: ObjectMeta
  @immutable
  spec: DeploymentSpec
}

/// Our own words.
type DeploymentStrategy { type: String, rollingUpdate: Any }

type DeploymentSpec {
  replicas: Int?
}
";

#[test]
fn documentation_stands_above_each_declaration_and_its_annotations() {
    let woven = weave("k8s/apps/v1/deployment.jke", KEPT);
    let lines: Vec<&str> = woven.text.lines().collect();
    let before = |declaration: &str| {
        let at = lines.iter().position(|line| *line == declaration).expect("the declaration stays");
        let docs: Vec<&str> = lines[..at].iter().rev().take_while(|line| line.trim_start().starts_with("///")).copied().collect();
        docs.into_iter().rev().collect::<Vec<_>>().join("\n")
    };
    assert!(before("@kind(\"apps/v1\", \"Deployment\")").starts_with("/// Deployment enables declarative updates"), "{}", woven.text);
    assert!(before("  @immutable").starts_with("  /// Specification of the desired behavior"), "{}", woven.text);
    assert!(before("  replicas: Int?").contains("Number of desired pods"), "{}", woven.text);
    assert_eq!(before("type DeploymentStrategy { type: String, rollingUpdate: Any }"), "/// Our own words.");
    assert!(lines.iter().all(|line| line.chars().count() <= 120 || !line.contains(' ')), "{}", woven.text);
}

#[test]
fn all_else_stays_and_positions_are_carried_over_and_back() {
    let woven = weave("k8s/apps/v1/deployment.jke", KEPT);
    for (kept, character) in KEPT.char_indices() {
        let readable = woven.readable(kept);
        assert_eq!(woven.text[readable..].chars().next(), Some(character), "at {kept}");
        assert_eq!(woven.kept(readable), kept);
    }
    let without: String = woven.text.lines().filter(|line| !line.trim_start().starts_with("/// ") || line.contains("Our own")).collect();
    assert_eq!(without, KEPT.replace('\n', ""));
    let inside = woven.text.find("declarative").expect("the documentation is there");
    assert_eq!(woven.kept(inside), KEPT.find("@kind").expect("the kind is there"));
}

#[test]
fn files_with_words_of_their_own_stay_as_they_are() {
    for file in jke_stdlib::files().iter().filter(|file| file.path.starts_with("std/") || file.path.starts_with("crd/")) {
        assert_eq!(weave(file.path, file.text).text, file.text);
    }
}

#[test]
fn what_is_woven_still_parses() {
    for file in jke_stdlib::files().iter().filter(|file| file.path.starts_with("k8s/")) {
        let woven = weave(file.path, file.text);
        let parsed = jke_syntax::parse(&Source::new(file.path, SourceKind::Library, woven.text.as_str(), 1));
        assert_eq!(parsed.diagnostics, vec![], "{}", file.path);
    }
}

/// Of the newest version of Kubernetes the crate may have nothing yet, and the library has a few types of its own.
#[test]
fn nearly_all_that_the_library_declares_of_kubernetes_is_documented() {
    let (mut all, mut silent) = (0, vec![]);
    for file in jke_stdlib::files().iter().filter(|file| file.path.starts_with("k8s/")) {
        let parsed = jke_syntax::parse(&Source::new(file.path, SourceKind::Library, file.text, 1));
        for item in &parsed.file.items {
            let ItemKind::Type(TypeItem { name, kind: TypeKind::Record { members, .. } }) = &item.kind else { continue };
            let name = name.to_string();
            let fields = members.iter().filter_map(|member| if let Member::Field(field) = member { field.key.name() } else { None });
            for field in fields {
                all += 1;
                if jke_stdlib::documentation(file.path, &name, Some(field.as_str())).is_none() {
                    silent.push(format!("{name}.{field} of {}", file.path));
                }
            }
        }
    }
    assert!(all > 3_000 && silent.len() * 7 < all, "of {all} fields {} are not documented: {silent:#?}", silent.len());
}
