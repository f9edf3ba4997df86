//! The built-in methods and encoders: names, signatures and documentation in one place, which the checker, completion, hover and the
//! reference read. What they compute stands in `eval`.

/// What a method is called on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Receiver {
    Text,
    List,
    Map,
    ListOrMap,
    Float,
    Cpu,
    Memory,
    Duration,
    Percent,
    Secret,
}

/// One row of the table.
#[derive(Debug)]
pub struct Signature {
    pub builtin: Builtin,
    pub name: &'static str,
    pub receiver: Receiver,
    /// As shown: `slice(from: Int, to: Int) -> String`
    pub shown: &'static str,
    pub docs: &'static str,
    /// Fields (`cpu.millis`) are read without parentheses.
    pub is_field: bool,
}

macro_rules! builtins {
    ($($variant:ident $receiver:ident $name:literal $field:literal $shown:literal $docs:literal;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum Builtin { $($variant),* }

        pub const SIGNATURES: &[Signature] = &[$(Signature {
            builtin: Builtin::$variant, name: $name, receiver: Receiver::$receiver, shown: $shown, docs: $docs, is_field: $field,
        }),*];
    };
}

builtins! {
    TextLength Text "length" false "length() -> Int" "The number of code points.";
    Lower Text "lower" false "lower() -> String" "In lower case.";
    Upper Text "upper" false "upper() -> String" "In upper case.";
    Trim Text "trim" false "trim() -> String" "Without white space at both ends.";
    Lines Text "lines" false "lines() -> List<String>" "Its lines, without their ends.";
    Split Text "split" false "split(separator: String) -> List<String>" "The parts between the separators.";
    Replace Text "replace" false "replace(from: String, to: String) -> String" "With every `from` replaced by `to`.";
    Slice Text "slice" false "slice(from: Int, to: Int) -> String" "The code points from `from` up to `to`, cut to the text.";
    TextContains Text "contains" false "contains(part: String) -> Bool" "Whether `part` occurs in it.";
    StartsWith Text "startsWith" false "startsWith(prefix: String) -> Bool" "Whether it begins with `prefix`.";
    EndsWith Text "endsWith" false "endsWith(suffix: String) -> Bool" "Whether it ends with `suffix`.";
    Matches Text "matches" false "matches(pattern: String) -> Bool" "Whether the whole text matches the pattern (RE2 syntax).";
    Indent Text "indent" false "indent(spaces: Int) -> String" "With each line that is not empty moved right.";
    Sha256 Text "sha256" false "sha256() -> String" "The SHA-256 digest in hexadecimal.";
    Base64 Text "base64" false "base64() -> String" "Its bytes in base 64.";
    ToInt Text "toInt" false "toInt() -> Int?" "The number that it writes, if it writes one.";
    ListLength List "length" false "length() -> Int" "The number of elements.";
    ListMap List "map" false "map(x => R) -> List<R>" "What the function makes of each element.";
    Filter List "filter" false "filter(x => Bool) -> List<T>" "The elements for which the function holds.";
    Any List "any" false "any(x => Bool) -> Bool" "Whether the function holds for some element.";
    All List "all" false "all(x => Bool) -> Bool" "Whether the function holds for each element.";
    ListContains List "contains" false "contains(element: T) -> Bool" "Whether the element is in it.";
    Join List "join" false "join(separator: String) -> String" "The texts with the separator between them.";
    Sorted List "sorted" false "sorted() -> List<T>" "Ascending; of numbers, quantities or texts.";
    Distinct List "distinct" false "distinct() -> List<T>" "Each element once, at its first place.";
    GroupBy List "groupBy" false "groupBy(x => String) -> Map<String, List<T>>" "The elements by the key that the function gives.";
    First List "first" false "first() -> T?" "The first element.";
    Last List "last" false "last() -> T?" "The last element.";
    Sum List "sum" false "sum() -> T" "The sum of numbers or quantities of one kind.";
    Min List "min" false "min() -> T?" "The smallest element.";
    Max List "max" false "max() -> T?" "The largest element.";
    MapLength Map "length" false "length() -> Int" "The number of entries.";
    Keys Map "keys" false "keys() -> List<K>" "The keys, in order.";
    Values Map "values" false "values() -> List<V>" "The values, in order.";
    MapContains Map "contains" false "contains(key: K) -> Bool" "Whether there is an entry with the key.";
    Merge Map "merge" false "merge(other: Map<K, V>) -> Map<K, V>" "With the other's entries added; those win.";
    OrNone ListOrMap "orNone" false "orNone() -> T?" "`none` where it is empty.";
    Floor Float "floor" false "floor() -> Int" "The largest whole number that is not above it.";
    Ceil Float "ceil" false "ceil() -> Int" "The smallest whole number that is not below it.";
    Round Float "round" false "round() -> Int" "The nearest whole number; halves go away from zero.";
    CpuMillis Cpu "millis" true "millis: Int" "In thousandths of a core.";
    CpuCores Cpu "cores" true "cores: Float" "In cores.";
    MemoryBytes Memory "bytes" true "bytes: Int" "In bytes.";
    DurationMillis Duration "millis" true "millis: Int" "In milliseconds.";
    DurationSeconds Duration "seconds" true "seconds: Float" "In seconds.";
    PercentValue Percent "value" true "value: Float" "The number before the `%`.";
    Fingerprint Secret "fingerprint" false "fingerprint() -> String" "A digest that changes when the secret does and tells nothing of it.";
}

/// The methods of a receiver, and of what it shares with others.
pub fn methods(receiver: Receiver) -> impl Iterator<Item = &'static Signature> {
    SIGNATURES.iter().filter(move |row| {
        row.receiver == receiver || row.receiver == Receiver::ListOrMap && matches!(receiver, Receiver::List | Receiver::Map)
    })
}
