//! `check … else …` on final values, and fields that nobody set: who is to blame, and what is said to them.

use jke_model::declaration::FieldKind;
use jke_model::ir::{Body, BodyEntryKind, Check, Clause, Comparison, Expr, ExprKind, MethodArgument, Part};
use jke_model::layer::{Block, OperationKind};
use jke_model::program::InstanceId;
use jke_model::value::Data;
use jke_text::{Code, Diagnostic, Name, Origin, Span};

use crate::lazy::{LazyId, Place, Role, State};
use crate::machine::{Machine, shown, with_stack};
use crate::show;
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// The checks of a record or of an instance, its fields being known.
    pub fn run_checks(&mut self, id: LazyId) {
        let Some(record) = self.lazies.table[id as usize].record().map(|record| record.record) else { return };
        for check in &self.world.body(record).checks {
            self.in_frame(check.locals, id, |machine| machine.run_check(check, id));
        }
    }

    /// A check whose locals are in the present frame.
    pub fn run_check(&mut self, check: &'m Check, id: LazyId) {
        if let Some(false) = self.holds(&check.condition) {
            self.check_fails(check, id);
        }
    }

    #[cold]
    fn check_fails(&mut self, check: &'m Check, id: LazyId) {
        let message = match &check.message {
            Some(message) => match self.eval(message).data {
                Data::Text(message) => message.to_string(),
                _ => return,
            },
            None => self.values_of_parts(&check.condition),
        };
        let mut blame = Blame { spans: vec![], seen: vec![] };
        self.blame(&check.condition, &mut blame);
        let owner = &self.lazies.table[id as usize];
        let place = match (blame.spans.as_slice(), owner.within, owner.record().map(|record| record.role)) {
            ([one], ..) => *one,
            (_, None, Some(Role::Value)) => owner.span,
            (_, _, _) => self.instance_span().unwrap_or(owner.span),
        };
        let mut error = Diagnostic::error(Code::E0701, place, message);
        for other in blame.spans.iter().filter(|span| **span != place) {
            error = error.label(*other, "a value that it reads");
        }
        self.tell(error.label(check.span, "the check that fails"));
    }

    /// The values of a condition that has no message.
    fn values_of_parts(&mut self, condition: &'m Expr) -> String {
        let ExprKind::Compare { op, left, right } = &condition.kind else { return "a check fails".to_owned() };
        let left = self.eval_whole(left).data;
        let right = self.eval_whole(right).data;
        let word = match op {
            Comparison::Equal => "to equal",
            Comparison::NotEqual => "to differ from",
            Comparison::Less => "to be less than",
            Comparison::LessEqual => "to be at most",
            Comparison::Greater => "to be more than",
            Comparison::GreaterEqual => "to be at least",
        };
        format!("a check fails: expected {} {word} {}", show::brief(&left), show::brief(&right))
    }

    // ── blame ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Gathers the expressions that set the fields which a condition reads, through defaults, outputs and `let`s.
    fn blame(&mut self, expr: &'m Expr, blame: &mut Blame) {
        if let Some((container, place)) = self.place_of(expr) {
            return self.blame_place(container, place, blame);
        }
        if begins_with_local(expr) {
            let origin = self.eval(expr).origin;
            if let Some(span) = self.written_at(origin)
                && !blame.spans.contains(&span)
            {
                blame.spans.push(span);
            }
            return;
        }
        for_each_part(expr, &mut |part| with_stack(|| self.blame(part, blame)));
    }

    fn blame_place(&mut self, container: LazyId, place: Place, blame: &mut Blame) {
        if blame.seen.contains(&(container, place)) {
            return;
        }
        blame.seen.push((container, place));
        let span = self.lazies.table[container as usize].slot(place).span;
        if !span.is_none() {
            if !blame.spans.contains(&span) {
                blame.spans.push(span);
            }
        } else if let Some(code) = self.default_code(container, place) {
            self.in_frame(code.locals, container, |machine| machine.blame(&code.expr, blame));
        }
    }

    /// The expression of a layer of this instance in which a value was written.
    pub fn written_at(&self, origin: Origin) -> Option<Span> {
        let own = self.lazies.instance.map(|id| self.program().instance(id));
        let own = own.into_iter().flat_map(|own| own.blocks.iter().chain(own.raw.iter().flat_map(|raw| &raw.blocks)));
        let blocks = own.chain(&self.program().module_blocks);
        let codes = blocks.flat_map(|block| &block.operations).filter_map(|operation| match &operation.kind {
            OperationKind::Set(code) | OperationKind::Append(code) | OperationKind::AddEntries(code) => Some(code.expr.span),
            OperationKind::Merge | OperationKind::Remove | OperationKind::Reset | OperationKind::Seal { .. } => None,
        });
        let around = codes.into_iter().find(|span| span.contains(origin.0))?;
        Some(if around.origin() == origin { around } else { Span::new(origin.0, origin.0 + 1) })
    }

    /// The place that `self.a.b` reads, where it is known.
    fn place_of(&mut self, expr: &Expr) -> Option<(LazyId, Place)> {
        let ExprKind::Field { base, slot } = &expr.kind else { return None };
        let container = match &base.kind {
            ExprKind::SelfValue => self.scope.this,
            _ => {
                let (outer, place) = self.place_of(base)?;
                match &self.lazies.table.get(outer as usize)?.record()?.fields.get(place_slot(place)?)?.state {
                    State::Done(value, _) => match value.data {
                        Data::Deferred(id) => id,
                        _ => return Some((outer, place)),
                    },
                    State::Todo(_) | State::Busy => return Some((outer, place)),
                }
            }
        };
        let record = self.lazies.table.get(container as usize)?.record()?;
        (record.fields.len() > *slot as usize).then_some((container, Place::Field(*slot)))
    }

    // ── missing fields ───────────────────────────────────────────────────────────────────────────────────────────────

    /// A required field that nobody set.
    #[cold]
    pub fn tell_missing(&mut self, container: LazyId, slot: u32) -> jke_model::value::Value {
        let lazy = &self.lazies.table[container as usize];
        let record = lazy.record().expect("only records have required fields");
        let declaration = self.program().interfaces.record(record.record);
        let field = &declaration.fields[slot as usize];
        debug_assert!(field.kind == FieldKind::Input);
        let (path, root) = self.path_and_root(container, Place::Field(slot));
        let shown_path = shown(&path);
        let (place, code, message) = match record.role {
            Role::Instance(id) => {
                let instance = self.program().instance(id);
                (instance.span, Code::E0412, format!("`{}` is missing in `{}`", field.name, instance.name))
            }
            Role::Included(_) => (lazy.span, Code::E0303, format!("`{}` is missing: {} requires it", field.name, declaration.name)),
            Role::Value => {
                let place = self.instance_span().filter(|_| lazy.span.is_none()).unwrap_or(lazy.span);
                let path = if lazy.within.is_none() { field.name.as_str() } else { &shown_path };
                (place, Code::E0303, format!("`{path}` is missing: {} requires it", declaration.name))
            }
        };
        let mend = match record.role {
            Role::Value | Role::Included(_) if !lazy.span.is_none() => format!("set it here: `{} = …`", field.name),
            Role::Instance(_) | Role::Included(_) | Role::Value => format!("set it in the body: `{shown_path} = …`"),
        };
        let error = Diagnostic::error(code, place, message).help(mend);
        let error = match self.instance_of(root) {
            Some(id) => self.with_other_targets(error, id, &path),
            None => error,
        };
        self.fail_with(error.label(field.span, "declared here, with no default"))
    }

    /// What layers say of a field that nobody set for this target: where they set it for others, where they take it away.
    fn with_other_targets(&self, mut error: Diagnostic, id: InstanceId, path: &[Name]) -> Diagnostic {
        let (program, name) = (self.program(), path.last().copied().unwrap_or_default());
        let instance = program.instance(id);
        let of_modules = program.module_blocks.iter();
        let of_modules = of_modules.filter(|block| block.module.is_some_and(|of| program.interfaces.extends(instance.module, of)));
        let mut selectors: Vec<String> = vec![];
        for block in instance.blocks.iter().chain(of_modules) {
            let here = block.targets.contains(self.world.target);
            for operation in
                block.operations.iter().filter(|operation| operation.path.iter().map(|key| key.name()).eq(path.iter().copied()))
            {
                match operation.kind {
                    OperationKind::Reset if here => error = error.label(operation.span, "what lower layers gave is dropped here"),
                    OperationKind::Set(_) | OperationKind::Merge | OperationKind::Append(_) | OperationKind::AddEntries(_) if !here => {
                        error = error.label(operation.span, "set here");
                        selectors.push(self.selector_of(block));
                    }
                    OperationKind::Set(_)
                    | OperationKind::Merge
                    | OperationKind::Append(_)
                    | OperationKind::AddEntries(_)
                    | OperationKind::Remove
                    | OperationKind::Reset
                    | OperationKind::Seal { .. } => {}
                }
            }
        }
        match selectors.is_empty() {
            true => error,
            false => error
                .here(format!("it is set only under {}", selectors.join(" and ")))
                .help(format!("set `{name}` in the body too, or for these targets in an `on` block of their own")),
        }
    }

    /// The head of a block as it is written: `on env=prod`, `on env=prod for Web`.
    fn selector_of(&self, block: &Block) -> String {
        let program = self.program();
        let targets = program.project.describe_set(&block.targets);
        match block.module {
            Some(module) => format!("`on {targets} for {}`", program.interfaces.record(module).name),
            None => format!("`on {targets}`"),
        }
    }
}

struct Blame {
    spans: Vec<Span>,
    seen: Vec<(LazyId, Place)>,
}

/// `c`, `c.image`, where `c` is a name that a `for`, a `let` or a `match` bound.
fn begins_with_local(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(_) => true,
        ExprKind::Field { base, .. } | ExprKind::RestField { base, .. } => begins_with_local(base),
        _ => false,
    }
}

fn place_slot(place: Place) -> Option<usize> {
    match place {
        Place::Field(slot) => Some(slot as usize),
        Place::Rest(_) | Place::Entry(_) => None,
    }
}

/// The expressions directly inside one.
fn for_each_part<'m>(expr: &'m Expr, inside: &mut dyn FnMut(&'m Expr)) {
    match &expr.kind {
        ExprKind::Error
        | ExprKind::Constant(_)
        | ExprKind::Local(_)
        | ExprKind::SelfValue
        | ExprKind::Platform
        | ExprKind::TargetAxis(_)
        | ExprKind::TargetLabel
        | ExprKind::Instance(_)
        | ExprKind::FileConstant(_) => {}
        ExprKind::Field { base, .. } | ExprKind::RestField { base, .. } | ExprKind::Entry { base, .. } => inside(base),
        ExprKind::ListIndex { base, index } | ExprKind::MapIndex { base, index, .. } => {
            inside(base);
            inside(index);
        }
        ExprKind::Call { arguments, .. } => arguments.iter().flatten().for_each(inside),
        ExprKind::Method { receiver, arguments, .. } => {
            inside(receiver);
            for argument in arguments {
                match argument {
                    MethodArgument::Expr(expr) | MethodArgument::Lambda { body: expr, .. } => inside(expr),
                    MethodArgument::Pattern(_) => {}
                }
            }
        }
        ExprKind::Encode { value, .. } | ExprKind::Refine { value, .. } | ExprKind::Convert { value, .. } => inside(value),
        ExprKind::Not(value) | ExprKind::Negate(value) | ExprKind::Is { operand: value, .. } => inside(value),
        ExprKind::Build { body, .. } => of_body(body, inside),
        ExprKind::With { base, body, .. } => {
            inside(base);
            of_body(body, inside);
        }
        ExprKind::And(left, right) | ExprKind::Or(left, right) | ExprKind::Coalesce(left, right) => {
            inside(left);
            inside(right);
        }
        ExprKind::Arithmetic { left, right, .. } | ExprKind::Compare { left, right, .. } => {
            inside(left);
            inside(right);
        }
        ExprKind::In { item, container, .. } => {
            inside(item);
            inside(container);
        }
        ExprKind::IfPresent { value, then, .. } => {
            inside(value);
            inside(then);
        }
        ExprKind::If { condition, then, otherwise } => {
            inside(condition);
            inside(then);
            inside(otherwise);
        }
        ExprKind::Match { subject, arms } => {
            inside(subject);
            arms.iter().for_each(|arm| inside(&arm.body));
        }
        ExprKind::List(elements) => elements.iter().for_each(inside),
        ExprKind::ListFor { clauses, element } => {
            of_clauses(clauses, inside);
            inside(element);
        }
        ExprKind::MapFor { clauses, key, value } => {
            of_clauses(clauses, inside);
            inside(key);
            inside(value);
        }
        ExprKind::Interpolate { parts, .. } => {
            for part in parts {
                if let Part::Expr(expr) = part {
                    inside(expr);
                }
            }
        }
        ExprKind::Include(include) => of_body(&include.body, inside),
    }
}

fn of_clauses<'m>(clauses: &'m [Clause], inside: &mut dyn FnMut(&'m Expr)) {
    for clause in clauses {
        match clause {
            Clause::For(clause) => inside(&clause.source),
            Clause::If(condition) => inside(condition),
        }
    }
}

fn of_body<'m>(body: &'m Body, inside: &mut dyn FnMut(&'m Expr)) {
    let mut left = vec![body];
    while let Some(body) = left.pop() {
        for entry in &body.entries {
            match &entry.kind {
                BodyEntryKind::Set { value, .. } | BodyEntryKind::Add { value, .. } => inside(value),
                BodyEntryKind::Merge { body, .. } => left.push(body),
                BodyEntryKind::Remove { .. } => {}
                BodyEntryKind::If { condition, then, otherwise } => {
                    inside(condition);
                    left.extend([otherwise, then]);
                }
            }
        }
    }
}
