//! Interned names: equal texts are one 32-bit number, for the life of the process.
//!
//! Reading a name's text takes no lock; interning takes one of [`SHARDS`], chosen by hash, so that files are parsed side by side.

use std::hash::{BuildHasher, Hasher};
use std::sync::{LazyLock, Mutex, OnceLock};

use rustc_hash::{FxBuildHasher, FxHashMap};

const SHARDS: usize = 32;
/// Names stand in chunks of doubling size, so that none ever moves.
const CHUNKS: usize = 26;
const FIRST_CHUNK: u32 = 64;

/// An interned text: a field, a variable, a type, a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Name(u32);

type Chunk = OnceLock<Box<[OnceLock<&'static str>]>>;

struct Interner {
    shards: [Mutex<FxHashMap<&'static str, u32>>; SHARDS],
    next: Mutex<u32>,
    chunks: [Chunk; CHUNKS],
}

static INTERNER: LazyLock<Interner> = LazyLock::new(|| {
    let interner = Interner {
        shards: std::array::from_fn(|_| Mutex::default()),
        next: Mutex::new(0),
        chunks: std::array::from_fn(|_| OnceLock::new()),
    };
    interner.intern("");
    interner
});

impl Interner {
    fn intern(&self, text: &str) -> Name {
        let mut hasher = FxBuildHasher.build_hasher();
        hasher.write(text.as_bytes());
        let shard = (hasher.finish() >> 20) as usize % SHARDS;
        let mut known = self.shards[shard].lock().expect("interning never panics while it holds a shard");
        if let Some(&id) = known.get(text) {
            return Name(id);
        }
        let kept: &'static str = Box::leak(text.into());
        let id = self.store(kept);
        known.insert(kept, id);
        Name(id)
    }

    fn store(&self, text: &'static str) -> u32 {
        let mut next = self.next.lock().expect("storing never panics while it holds the counter");
        let id = *next;
        *next += 1;
        let (chunk, index) = place(id);
        let slots = self.chunks[chunk].get_or_init(|| (0..FIRST_CHUNK << chunk).map(|_| OnceLock::new()).collect());
        slots[index].set(text).expect("each id is given once");
        id
    }

    fn text(&self, name: Name) -> &'static str {
        let (chunk, index) = place(name.0);
        let slots = self.chunks[chunk].get().expect("a name exists only after its chunk");
        slots[index].get().expect("a name exists only after its text")
    }
}

/// The chunk and the index in it of an id: chunk `n` holds `FIRST_CHUNK << n` names.
fn place(id: u32) -> (usize, usize) {
    let chunk = (id / FIRST_CHUNK + 1).ilog2();
    (chunk as usize, (id - FIRST_CHUNK * ((1 << chunk) - 1)) as usize)
}

impl Name {
    pub const EMPTY: Name = Name(0);

    pub fn new(text: &str) -> Name {
        INTERNER.intern(text)
    }

    pub fn as_str(self) -> &'static str {
        INTERNER.text(self)
    }

    pub fn is_empty(self) -> bool {
        self == Name::EMPTY
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.pad(self.as_str())
    }
}

impl std::fmt::Debug for Name {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        Name::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one_name_and_keep_their_text_across_chunks() {
        let names: Vec<Name> = (0..5000).map(|i| Name::new(&format!("name-{i}"))).collect();
        for (i, name) in names.iter().enumerate() {
            assert_eq!(name.as_str(), format!("name-{i}"));
            assert_eq!(*name, Name::new(&format!("name-{i}")));
        }
        assert!(Name::new("").is_empty());
    }

    #[test]
    fn threads_agree_on_names() {
        let ids: Vec<Vec<Name>> = std::thread::scope(|scope| {
            let work = || (0..1000).map(|i| Name::new(&format!("shared-{i}"))).collect();
            let handles: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
            handles.into_iter().map(|handle| handle.join().expect("no thread panics")).collect()
        });
        assert!(ids.iter().all(|each| *each == ids[0]));
    }
}
