//! What checked code uses: the records that it builds, the functions that it calls, the constants and the instances that it reads.
//!
//! The walk keeps its own stack: a row of operands or of `else if`s may be longer than the thread's is deep.

use jke_model::declaration::{ConstantId, FunctionId, RecordId};
use jke_model::ir::{Arm, Body, BodyEntry, BodyEntryKind, BodyKey, Check, Clause, Code, Emit, Expr, ExprKind, For, Include, Local};
use jke_model::ir::{MethodArgument, Part, Shape, Stmt};
use jke_model::layer::{Block, OperationKind};
use jke_model::program::InstanceId;
use rustc_hash::FxHashSet;

#[derive(Debug, Default, Clone, PartialEq)]
pub struct Needs {
    pub records: FxHashSet<RecordId>,
    pub functions: FxHashSet<FunctionId>,
    pub constants: FxHashSet<ConstantId>,
    pub instances: FxHashSet<InstanceId>,
}

impl Needs {
    pub fn extend(&mut self, other: &Needs) {
        let Needs { records, functions, constants, instances } = other;
        self.records.extend(records);
        self.functions.extend(functions);
        self.constants.extend(constants);
        self.instances.extend(instances);
    }

    pub fn add_block(&mut self, block: &Block) {
        for operation in &block.operations {
            operation.shapes.iter().flatten().for_each(|shape| self.shape(shape));
            match &operation.kind {
                OperationKind::Set(code) | OperationKind::Append(code) | OperationKind::AddEntries(code) => self.add_code(code),
                OperationKind::Merge | OperationKind::Remove | OperationKind::Reset | OperationKind::Seal { .. } => {}
            }
        }
    }

    pub fn add_code(&mut self, code: &Code) {
        self.add_expr(&code.expr);
    }

    pub fn add_expr(&mut self, expr: &Expr) {
        let mut walk = Walk::new(self);
        walk.expr(expr);
        walk.finish();
    }

    pub fn add_check(&mut self, check: &Check) {
        let mut walk = Walk::new(self);
        walk.check(check);
        walk.finish();
    }

    pub fn add_statements(&mut self, block: &[Stmt]) {
        let mut walk = Walk::new(self);
        walk.blocks.push(block);
        walk.finish();
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Record(record) => {
                self.records.insert(*record);
            }
            Shape::Keyed { element, keys: _ } => {
                self.records.insert(*element);
            }
            Shape::Union(records) => self.records.extend(records.iter()),
            Shape::Map | Shape::Any | Shape::Error => {}
        }
    }
}

/// The fields of `self` that an expression reads, by slot.
pub(crate) fn own_fields(expr: &Expr) -> impl Iterator<Item = u32> {
    let mut needs = Needs::default();
    let mut walk = Walk::new(&mut needs);
    walk.expr(expr);
    walk.finish().fields.into_iter()
}

/// The locals that an expression reads.
pub(crate) fn locals(expr: &Expr) -> impl Iterator<Item = Local> {
    let mut needs = Needs::default();
    let mut walk = Walk::new(&mut needs);
    walk.expr(expr);
    walk.finish().locals.into_iter()
}

/// What an expression reads of its own declaration.
#[derive(Default)]
struct Read {
    fields: Vec<u32>,
    locals: Vec<Local>,
}

/// What is still to be looked at.
struct Walk<'n, 'e> {
    needs: &'n mut Needs,
    read: Read,
    exprs: Vec<&'e Expr>,
    bodies: Vec<&'e Body>,
    blocks: Vec<&'e [Stmt]>,
}

impl<'n, 'e> Walk<'n, 'e> {
    fn new(needs: &'n mut Needs) -> Walk<'n, 'e> {
        Walk { needs, read: Read::default(), exprs: vec![], bodies: vec![], blocks: vec![] }
    }

    fn finish(mut self) -> Read {
        loop {
            if let Some(expr) = self.exprs.pop() {
                self.expr(expr);
            } else if let Some(body) = self.bodies.pop() {
                self.body(body);
            } else if let Some(block) = self.blocks.pop() {
                self.block(block);
            } else {
                return self.read;
            }
        }
    }

    fn expr(&mut self, expr: &'e Expr) {
        match &expr.kind {
            ExprKind::Error
            | ExprKind::Constant(_)
            | ExprKind::SelfValue
            | ExprKind::Platform
            | ExprKind::TargetAxis(_)
            | ExprKind::TargetLabel => {}
            ExprKind::Local(local) => self.read.locals.push(*local),
            ExprKind::Field { base, slot } if matches!(base.kind, ExprKind::SelfValue) => self.read.fields.push(*slot),
            ExprKind::Instance(id) => {
                self.needs.instances.insert(*id);
            }
            ExprKind::FileConstant(id) => {
                self.needs.constants.insert(*id);
            }
            ExprKind::Call { function, arguments } => {
                self.needs.functions.insert(*function);
                arguments.iter().flatten().for_each(|argument| self.exprs.push(argument));
            }
            ExprKind::Field { base, .. } | ExprKind::RestField { base, .. } | ExprKind::Entry { base, .. } => self.exprs.push(base),
            ExprKind::Not(inner) | ExprKind::Negate(inner) => self.exprs.push(inner),
            ExprKind::Encode { value, .. } | ExprKind::Refine { value, .. } | ExprKind::Convert { value, .. } => self.exprs.push(value),
            ExprKind::Is { operand, .. } => self.exprs.push(operand),
            ExprKind::ListIndex { base, index } | ExprKind::MapIndex { base, index, .. } => self.both(base, index),
            ExprKind::And(left, right) | ExprKind::Or(left, right) | ExprKind::Coalesce(left, right) => self.both(left, right),
            ExprKind::Arithmetic { left, right, .. } | ExprKind::Compare { left, right, .. } => self.both(left, right),
            ExprKind::In { item, container, .. } => self.both(item, container),
            ExprKind::IfPresent { value, then, .. } => self.both(value, then),
            ExprKind::Method { receiver, arguments, .. } => self.method(receiver, arguments),
            ExprKind::Build { shape, body } => {
                self.needs.shape(shape);
                self.bodies.push(body);
            }
            ExprKind::With { base, shape, body } => {
                self.exprs.push(base);
                self.needs.shape(shape);
                self.bodies.push(body);
            }
            ExprKind::If { condition, then, otherwise } => {
                self.exprs.push(condition);
                self.both(then, otherwise);
            }
            ExprKind::Match { subject, arms } => {
                self.exprs.push(subject);
                arms.iter().for_each(|Arm { body, .. }| self.exprs.push(body));
            }
            ExprKind::List(elements) => elements.iter().for_each(|element| self.exprs.push(element)),
            ExprKind::ListFor { clauses, element } => {
                self.clauses(clauses);
                self.exprs.push(element);
            }
            ExprKind::MapFor { clauses, key, value } => {
                self.clauses(clauses);
                self.both(key, value);
            }
            ExprKind::Interpolate { parts, .. } => parts.iter().for_each(|part| match part {
                Part::Text(_) => {}
                Part::Expr(inner) => self.exprs.push(inner),
            }),
            ExprKind::Include(include) => {
                let Include { module, body, span: _ } = &**include;
                self.needs.records.insert(*module);
                self.bodies.push(body);
            }
        }
    }

    fn both(&mut self, one: &'e Expr, other: &'e Expr) {
        self.exprs.push(one);
        self.exprs.push(other);
    }

    fn method(&mut self, receiver: &'e Expr, arguments: &'e [MethodArgument]) {
        self.exprs.push(receiver);
        for argument in arguments {
            match argument {
                MethodArgument::Expr(body) | MethodArgument::Lambda { body, .. } => self.exprs.push(body),
                MethodArgument::Pattern(_) => {}
            }
        }
    }

    fn clauses(&mut self, clauses: &'e [Clause]) {
        for clause in clauses {
            match clause {
                Clause::For(For { source, .. }) => self.exprs.push(source),
                Clause::If(condition) => self.exprs.push(condition),
            }
        }
    }

    fn body(&mut self, body: &'e Body) {
        for BodyEntry { kind, span: _ } in &body.entries {
            match kind {
                BodyEntryKind::Set { key, value } => {
                    self.key(key);
                    self.exprs.push(value);
                }
                BodyEntryKind::Merge { key, shape, body } => {
                    self.key(key);
                    self.needs.shape(shape);
                    self.bodies.push(body);
                }
                BodyEntryKind::Add { key, shape, value } => {
                    self.key(key);
                    shape.iter().for_each(|shape| self.needs.shape(shape));
                    self.exprs.push(value);
                }
                BodyEntryKind::Remove { key } => self.key(key),
                BodyEntryKind::If { condition, then, otherwise } => {
                    self.exprs.push(condition);
                    self.bodies.push(then);
                    self.bodies.push(otherwise);
                }
            }
        }
    }

    fn key(&mut self, key: &'e BodyKey) {
        match key {
            BodyKey::Field(_) | BodyKey::Named(_) | BodyKey::Entry(_) => {}
            BodyKey::Computed(expr) => self.exprs.push(expr),
        }
    }

    fn check(&mut self, check: &'e Check) {
        self.exprs.push(&check.condition);
        check.message.iter().for_each(|message| self.exprs.push(message));
    }

    fn block(&mut self, block: &'e [Stmt]) {
        for stmt in block {
            match stmt {
                Stmt::Let { value, .. } => self.exprs.push(value),
                Stmt::Check(check) => self.check(check),
                Stmt::Emit(Emit { value, kinds: _, handle, span: _ }) => {
                    self.exprs.push(value);
                    handle.iter().for_each(|handle| self.exprs.push(handle));
                }
                Stmt::Include { instance, .. } => self.exprs.push(instance),
                Stmt::If { condition, then, otherwise } => {
                    self.exprs.push(condition);
                    self.blocks.push(then);
                    self.blocks.push(otherwise);
                }
                Stmt::For { clause, block } => {
                    self.exprs.push(&clause.source);
                    self.blocks.push(block);
                }
                Stmt::Match { subject, arms } => {
                    self.exprs.push(subject);
                    arms.iter().for_each(|Arm { body, .. }| self.blocks.push(body));
                }
            }
        }
    }
}
