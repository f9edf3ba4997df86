//! Each row of the tables is about something that is there: what a version renames or drops can't leave a row behind in silence.

use std::collections::BTreeSet;

use super::{Place, immutable, names, types};
use crate::kubernetes::merge::Library;
use crate::kubernetes::place::Places;

pub fn all_rows_are_used(library: &Library, places: &Places) -> Result<(), String> {
    let mut fields = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for (definition, merged) in library.definitions.iter().filter(|(name, _)| types::PLAIN.iter().all(|(plain, _)| plain != name)) {
        let place = places.place(definition)?;
        fields.extend(merged.fields.keys().map(|field| (place.group(), place.name, field.as_str())));
        kinds.extend(merged.kind.as_ref().map(|_| (place.group(), place.name)));
    }
    let rows = types::BY_FIELD.iter().map(|(row, _)| row).chain(immutable::FIELDS.iter().map(|(row, _)| row));
    let mut unused: Vec<String> = rows.filter(|row: &&Place| !fields.contains(*row)).map(|row| format!("{row:?}")).collect();
    let ruled = names::RULES.iter().flat_map(|(group, _, kinds)| kinds.iter().map(|kind| (*group, *kind)));
    unused.extend(ruled.filter(|row| !kinds.contains(row)).map(|row| format!("{row:?}")));
    let plain = types::PLAIN.iter().filter(|(name, _)| !library.definitions.contains_key(*name));
    unused.extend(plain.map(|(name, _)| (*name).to_owned()));
    if unused.is_empty() { Ok(()) } else { Err(format!("rows of the tables that nothing matches: {}", unused.join(", "))) }
}
