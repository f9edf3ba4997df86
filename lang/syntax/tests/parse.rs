//! The parser on source text: what is well formed gives no mistake, what isn't costs one entry, and nothing makes it panic or hang.

use jke_syntax::parse;
use jke_syntax::tree::ItemKind;
use jke_text::{Source, SourceKind};

const SAMPLE: &str = r###"//! A file.
import std.app { Application, Worker as W }

/// A port.
type Port = Int(1..65535)
type Scale extends Base {
  min: Int(1..) = 2
  max: Int = min
    * 5
  check min <= max else "min (\(min)) is above"
  _: Memory | Int
}
module Web for Platform {
  ports: Map<String(1..63, #"[a-z]+"#), Port | PortSpec> = {}
  let all = [for c in containers if c.enabled: c.image]
  if ports != {} {
    emit Service as "\(name)-s" { spec { ports = [for k, p in ports: { name = k }], for = 5m } }
  } else { check true }
  match platform.ingress { GatewayApi as g { include Routes { gateway = g } } }
  output url: String? = if ports == {} then none else "http://\(name)"
}
fn f(a: String, b: Int = 1,) -> Map<String, String> = match a { "x" | "y" => { k = a }, _ => x?.y["z"].m(v => v + 1) ?? {} }
app shop: W {
  image = "nginx:1.14"
  on env!=[dev, staging] { scale { min = 3 }, remove env.DEBUG }
  files."/a" = """
    one \(x)
      two
    """
}
on env=prod for shop { xs += [1, -2] with { a = 1 }, seal a.b because "r" }
"###;

fn source(text: &str) -> Source {
    Source::new("a.jke", SourceKind::Project, text, 1)
}

fn mistakes(text: &str) -> Vec<String> {
    let file = source(text);
    let shown = |diagnostic: &jke_text::Diagnostic| format!("{} {}", file.line_column(diagnostic.primary.span.start).line, diagnostic.code);
    parse(&file).diagnostics.iter().map(shown).collect()
}

#[test]
fn each_construct_parses_without_a_mistake() {
    assert_eq!(mistakes(SAMPLE), [] as [&str; 0]);
    assert_eq!(parse(&source(SAMPLE)).file.items.len(), 6);
}

#[test]
fn a_broken_entry_costs_itself_alone() {
    let parsed = parse(&source("app a: App {\n  x = \n  y = 1\n  z z\n  w = 2\n}\n"));
    assert_eq!(mistakes("app a: App {\n  x = \n  y = 1\n  z z\n  w = 2\n}\n"), ["2 E0101", "4 E0101"]);
    let ItemKind::App(app) = &parsed.file.items[0].kind else { panic!("the app is lost") };
    assert_eq!(app.layer.entries.len(), 2);
}

#[test]
fn an_unclosed_brace_is_told_where_it_opens() {
    assert_eq!(mistakes("app a: App {\n  x = 1\n"), ["1 E0102"]);
}

#[test]
fn no_truncation_and_no_depth_makes_it_panic() {
    for end in (0..SAMPLE.len()).filter(|end| SAMPLE.is_char_boundary(*end)) {
        for diagnostic in parse(&source(&SAMPLE[..end])).diagnostics {
            assert!(diagnostic.primary.span.end as usize <= end + 1);
        }
    }
    let deep = [format!("let x = {}", "[".repeat(10_000)), "{".repeat(10_000), format!("let x = {}a", "a.".repeat(300))];
    deep.iter().for_each(|text| assert!(!parse(&source(text)).diagnostics.is_empty()));
}
