//! How fast a megabyte of source becomes a tree: `cargo bench -p jke-syntax`.

use divan::counter::BytesCount;
use jke_text::{Source, SourceKind};

const SAMPLE: &str = include_str!("../tests/sample.jke");

fn main() {
    divan::main();
}

#[divan::bench]
fn a_megabyte(bencher: divan::Bencher<'_, '_>) {
    let text = SAMPLE.repeat(1_000_000 / SAMPLE.len());
    let source = Source::new("a.jke", SourceKind::Project, text.as_str(), 1);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| jke_syntax::parse(divan::black_box(&source)));
}
