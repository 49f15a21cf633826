// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/columnmapping.h"
#include "models/tables/text.h"
#include "widgets/theme.h"
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontMetrics>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace mv {
namespace {

using TimeForm = ColumnMapping::TimeForm;
using DelayUnit = ColumnMapping::DelayUnit;

constexpr int kShownRecords = 20;
constexpr std::size_t kShownWords = 40;

struct FieldRow {
    Field field;
    const char* label;
    const char* hint;
};
#define TEXT(text) QT_TRANSLATE_NOOP("mv::ColumnMappingDialog", text)
constexpr FieldRow kFields[] = {
    { Field::Time, TEXT("&Time"), TEXT("When the attempt was made") },
    { Field::Recipient, TEXT("&Recipient"), TEXT("An address or a domain") },
    { Field::Outcome, TEXT("&Outcome"), TEXT("A word or code that tells how it ended") },
    { Field::Code, TEXT("Reply &code"), TEXT("Three digits, as 451") },
    { Field::Enhanced, TEXT("&Enhanced code"), TEXT("As 4.7.500") },
    { Field::Reply, TEXT("Reply te&xt"), TEXT("The remote answer, with or without its codes") },
    { Field::RelayHost, TEXT("Relay &host"), TEXT("The receiving MX") },
    { Field::RelayIp, TEXT("Relay &IP"), TEXT("Of the receiving MX") },
    { Field::Source, TEXT("Sour&ce IP"), TEXT("The address or pool it left from") },
    { Field::Server, TEXT("Ser&ver"), TEXT("The machine that sent it") },
    { Field::Sender, TEXT("Se&nder"), TEXT("An address or a domain") },
    { Field::QueueId, TEXT("&Queue ID"), TEXT("What the tries of one message share") },
    { Field::Delay, TEXT("De&lay"), TEXT("From arrival to this attempt") },
    { Field::Tls, TEXT("TL&S"), TEXT("A version, or yes and no") },
};

struct OutcomeRow {
    const char* text;
    int value; // -1: passed over, -2: not chosen
};
constexpr int kPassedOver = -1, kNotChosen = -2;
constexpr OutcomeRow kOutcomes[] = {
    { TEXT("Not chosen"), kNotChosen },
    { TEXT("Delivered"), int(Outcome::Delivered) },
    { TEXT("Deferred"), int(Outcome::Deferred) },
    { TEXT("Bounced"), int(Outcome::Bounced) },
    { TEXT("Expired"), int(Outcome::Expired) },
    { TEXT("Held"), int(Outcome::Held) },
    { TEXT("Local"), int(Outcome::Local) },
    { TEXT("No delivery: pass over"), kPassedOver },
};
#undef TEXT

QString outcomeText(int value)
{
    const auto* const row = std::ranges::find(kOutcomes, value, &OutcomeRow::value);
    return row == std::end(kOutcomes) ? QString() : ColumnMappingDialog::tr(row->text);
}

int valueOf(const ColumnMapping::OutcomeWord& word) { return word.outcome ? int(*word.outcome) : kPassedOver; }

QTableWidget* makeTable(const QString& name, QWidget* parent)
{
    auto* table = new QTableWidget(parent);
    table->setAccessibleName(name);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

void fitColumns(QTableWidget* table)
{
    constexpr int kWidest = 260;
    table->resizeColumnsToContents();
    for (int i = 0; i < table->columnCount(); ++i)
        table->setColumnWidth(i, std::min(table->columnWidth(i), kWidest));
}

QString reasonText(RejectReason reason)
{
    switch (reason) {
    case RejectReason::BadTime:
        return ColumnMappingDialog::tr("no time of this form");
    case RejectReason::BadField:
        return ColumnMappingDialog::tr("no recipient or no outcome");
    case RejectReason::Truncated:
        return ColumnMappingDialog::tr("not whole");
    case RejectReason::TooLong:
        return ColumnMappingDialog::tr("too long");
    case RejectReason::NotThisFormat:
        break;
    }
    return ColumnMappingDialog::tr("no record");
}

} // namespace

ColumnMappingDialog::ColumnMappingDialog(MappingSample sample, const QString& fileName, Zone zone, QWidget* parent)
    : QDialog(parent)
    , m_sample(std::move(sample))
    , m_zone(std::move(zone))
    , m_mapping(m_sample.guess)
    , m_name(new QLineEdit(text::fromUtf8(m_mapping.name), this))
    , m_pattern(new QLineEdit(text::fromUtf8(m_mapping.timePattern), this))
    , m_keep(new QCheckBox(tr("&Keep it: files with the same columns are read alike"), this))
    , m_times(new QComboBox(this))
    , m_delays(new QComboBox(this))
    , m_words(makeTable(tr("What the outcomes mean"), this))
    , m_records(makeTable(tr("The first records of the file"), this))
    , m_facts(makeTable(tr("As Mailvane reads it"), this))
    , m_summary(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Columns of %1").arg(fileName));
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("Import"));
    m_keep->setChecked(true);
    for (QLabel* label : { m_summary, m_problem }) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    auto* fields = new QWidget;
    auto* form = new QFormLayout(fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Na&me"), m_name);
    addFields(form);
    form->addRow(tr("Outcome &words"), makeWords());
    auto* scroll = new QScrollArea(this); // a small screen
    scroll->setWidget(fields);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    constexpr int kFieldsWidth = 370;
    scroll->setFixedWidth(kFieldsWidth);
    auto* both = new QHBoxLayout;
    both->addWidget(scroll);
    both->addWidget(makeTables(), 1);
    auto* all = new QVBoxLayout(this);
    all->addLayout(both, 1);
    all->addWidget(m_keep);
    all->addWidget(m_problem);
    all->addWidget(m_buttons);

    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &ColumnMappingDialog::check);
    connect(m_keep, &QCheckBox::toggled, this, &ColumnMappingDialog::check);
    showTimes();
    showWords();
    showRecords();
    showPreview();
    resize(1180, 760);
}

bool ColumnMappingDialog::isKept() const { return m_keep->isChecked(); }

void ColumnMappingDialog::addFields(QFormLayout* form)
{
    for (const FieldRow& row : kFields) {
        auto* columns = new QComboBox(this);
        columns->addItem(tr("None"), QString());
        for (const std::string& column : m_sample.table.columns)
            columns->addItem(text::fromUtf8(column), text::fromUtf8(column));
        columns->setCurrentIndex(std::max(0, columns->findData(text::fromUtf8(m_mapping.column(row.field)))));
        columns->setToolTip(tr(row.hint));
        columns->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        columns->setObjectName(text::fromUtf8(toString(row.field)));
        m_fields[std::size_t(row.field)] = columns;
        form->addRow(tr(row.label), columns);
        connect(columns, &QComboBox::currentIndexChanged, this,
            [this, columns, field = row.field] { chooseColumn(field, columns->currentData().toString()); });
        if (row.field == Field::Time)
            addTimes(form);
        if (row.field != Field::Delay)
            continue;
        m_delays->addItem(tr("Seconds"), int(DelayUnit::Seconds));
        m_delays->addItem(tr("Milliseconds"), int(DelayUnit::Milliseconds));
        m_delays->setCurrentIndex(m_delays->findData(int(m_mapping.delayUnit)));
        form->addRow(tr("Delay in"), m_delays);
        connect(m_delays, &QComboBox::currentIndexChanged, this, [this] {
            m_mapping.delayUnit = static_cast<DelayUnit>(m_delays->currentData().toInt());
            showPreview();
        });
    }
}

void ColumnMappingDialog::addTimes(QFormLayout* form)
{
    m_times->addItem(tr("ISO 8601: 2024-03-04T08:00:00"), int(TimeForm::Iso));
    m_times->addItem(tr("Seconds since 1970"), int(TimeForm::Seconds));
    m_times->addItem(tr("Milliseconds since 1970"), int(TimeForm::Milliseconds));
    m_times->addItem(tr("By a pattern"), int(TimeForm::Pattern));
    m_times->setObjectName(QStringLiteral("times"));
    m_pattern->setObjectName(QStringLiteral("pattern"));
    m_pattern->setPlaceholderText(QStringLiteral("%d/%m/%Y %H:%M:%S"));
    m_pattern->setToolTip(tr("%Y year, %m month, %b its name, %d day, %H hour, %I and %p hour of twelve, %M minute, "
                             "%S second, %f decimals, %z offset"));
    form->addRow(tr("Time as"), m_times);
    form->addRow(tr("&Pattern"), m_pattern);
    connect(m_times, &QComboBox::currentIndexChanged, this, &ColumnMappingDialog::chooseTimes);
    connect(m_pattern, &QLineEdit::textEdited, this, &ColumnMappingDialog::chooseTimes);
}

QWidget* ColumnMappingDialog::makeWords()
{
    constexpr int kWordsHeight = 150;
    m_words->setColumnCount(2);
    m_words->setHorizontalHeaderLabels({ tr("In the file"), tr("Means") });
    m_words->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_words->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_words->setMinimumHeight(kWordsHeight);
    return m_words;
}

QWidget* ColumnMappingDialog::makeTables()
{
    auto* tables = new QWidget(this);
    auto* layout = new QVBoxLayout(tables);
    layout->setContentsMargins(0, 0, 0, 0);
    for (auto [title, table] :
        { std::pair(tr("First records of the &file"), m_records), std::pair(tr("&As Mailvane reads it"), m_facts) }) {
        auto* label = new QLabel(title, tables);
        label->setBuddy(table);
        layout->addWidget(label);
        layout->addWidget(table, 1);
    }
    layout->addWidget(m_summary);
    const QFontMetrics metrics(font());
    m_records->horizontalHeader()->setFixedHeight(2 * metrics.lineSpacing() + metrics.leading() + 8); // name and use
    m_facts->setColumnCount(7);
    m_facts->setHorizontalHeaderLabels({ tr("Time (%1)").arg(text::fromUtf8(m_zone.name())), tr("Recipient domain"),
        tr("Outcome"), tr("Code"), tr("Relay"), tr("Source"), tr("Reply") });
    return tables;
}

void ColumnMappingDialog::chooseColumn(Field field, const QString& column)
{
    m_mapping.column(field) = column.toStdString();
    if (field == Field::Time) {
        guessTimesOf(m_mapping, m_sample, m_mapping.column(field));
        showTimes();
    }
    if (field == Field::Outcome) {
        m_mapping.outcomes.clear();
        showWords();
    }
    showRecords();
    showPreview();
}

void ColumnMappingDialog::chooseTimes()
{
    m_mapping.timeForm = static_cast<TimeForm>(m_times->currentData().toInt());
    m_pattern->setEnabled(m_mapping.timeForm == TimeForm::Pattern);
    m_mapping.timePattern = m_pattern->isEnabled() ? m_pattern->text().toStdString() : std::string();
    showPreview();
}

void ColumnMappingDialog::showTimes()
{
    const QSignalBlocker quiet(m_times);
    m_times->setCurrentIndex(m_times->findData(int(m_mapping.timeForm)));
    m_pattern->setText(text::fromUtf8(m_mapping.timePattern));
    m_pattern->setEnabled(m_mapping.timeForm == TimeForm::Pattern);
}

void ColumnMappingDialog::showWords()
{
    auto words = m_mapping.has(Field::Outcome) ? m_sample.valuesOf(m_mapping.column(Field::Outcome))
                                               : std::vector<std::string>();
    words.resize(std::min(words.size(), kShownWords));
    m_words->setRowCount(0);
    m_words->setRowCount(int(words.size()));
    for (int row = 0; row < m_words->rowCount(); ++row) {
        const std::string& word = words[std::size_t(row)];
        auto* meaning = new QComboBox(m_words);
        meaning->setAccessibleName(tr("Meaning of %1").arg(text::fromUtf8(word)));
        const auto told = std::ranges::find(m_mapping.outcomes, word, &ColumnMapping::OutcomeWord::word);
        const auto usual = usualMeaning(word);
        for (const OutcomeRow& outcome : kOutcomes) {
            if (outcome.value != kNotChosen || !usual) // what a word usually means, it means unless told otherwise
                meaning->addItem(tr(outcome.text), outcome.value);
        }
        const int value = told != m_mapping.outcomes.end() ? valueOf(*told) : usual ? valueOf(*usual) : kNotChosen;
        meaning->setCurrentIndex(meaning->findData(value));
        m_words->setItem(row, 0, new QTableWidgetItem(text::fromUtf8(word)));
        m_words->setCellWidget(row, 1, meaning);
        connect(meaning, &QComboBox::currentIndexChanged, this,
            [this, word, meaning] { setMeaning(word, meaning->currentData()); });
    }
}

void ColumnMappingDialog::setMeaning(const std::string& word, const QVariant& meaning)
{
    std::erase_if(m_mapping.outcomes, [&](const auto& known) { return known.word == word; });
    const int value = meaning.toInt();
    if (value != kNotChosen)
        m_mapping.outcomes.push_back(
            { word, value == kPassedOver ? std::nullopt : std::optional(static_cast<Outcome>(value)) });
    showPreview();
}

void ColumnMappingDialog::showRecords()
{
    QStringList headers;
    for (const std::string& column : m_sample.table.columns) {
        QStringList uses;
        for (const FieldRow& row : kFields) {
            if (m_mapping.column(row.field) == column)
                uses << tr(row.label).remove(u'&');
        }
        headers << text::fromUtf8(column) + u'\n' + uses.join(QStringLiteral(", "));
    }
    m_records->setColumnCount(int(headers.size()));
    m_records->setHorizontalHeaderLabels(headers);
    m_records->setRowCount(std::min(kShownRecords, int(m_sample.table.rows.size())));
    for (int row = 0; row < m_records->rowCount(); ++row) {
        const auto& cells = m_sample.table.rows[std::size_t(row)];
        for (int column = 0; column < int(cells.size()); ++column)
            m_records->setItem(row, column, new QTableWidgetItem(text::fromUtf8(cells[std::size_t(column)])));
    }
    fitColumns(m_records);
}

void ColumnMappingDialog::showPreview()
{
    const HeadFacts preview = m_mapping.lacks().empty() ? previewMapping(m_sample, m_mapping, m_zone) : HeadFacts();
    m_facts->setRowCount(std::min(kShownRecords, int(preview.facts.size())));
    for (int row = 0; row < m_facts->rowCount(); ++row) {
        const HeadFact& fact = preview.facts[std::size_t(row)];
        const QStringList cells { text::dateTime(fact.at, m_zone), text::fromUtf8(fact.recipientDomain),
            outcomeText(int(fact.outcome)), fact.code == 0 ? QString() : QString::number(fact.code),
            text::fromUtf8(fact.relay), text::fromUtf8(fact.source), text::fromUtf8(fact.reply) };
        for (int column = 0; column < cells.size(); ++column)
            m_facts->setItem(row, column, new QTableWidgetItem(cells[column]));
    }
    fitColumns(m_facts);
    QString summary;
    if (const LineCounts& n = preview.lines; n.total() > 0) {
        summary = tr("Of the first %1 lines: %2 tell a delivery, %3 do not (the header, other events), %4 are not "
                     "understood.")
                      .arg(text::count(n.total()), text::count(n.delivery), text::count(n.context + n.other),
                          text::count(n.notUnderstood()));
        if (!preview.notUnderstood.empty()) {
            constexpr int kShown = 120;
            const RejectedLine& first = preview.notUnderstood.front();
            summary += u'\n'
                + tr("The first of these, %1: %2")
                      .arg(reasonText(first.reason), text::fromUtf8(first.text).left(kShown));
        }
    }
    m_summary->setText(summary);
    m_tells = preview.lines.delivery > 0;
    check();
}

QString ColumnMappingDialog::problem() const
{
    if (!m_mapping.has(Field::Time))
        return tr("Choose the column of the time.");
    if (!m_mapping.has(Field::Recipient))
        return tr("Choose the column of the recipient.");
    if (!m_mapping.lacks().empty() && m_mapping.timeForm != TimeForm::Pattern)
        return tr("Choose a column that tells how the attempt ended: its outcome, code or reply.");
    if (m_mapping.timeForm == TimeForm::Pattern) {
        if (const std::string mistake = mistakeInTimePattern(m_mapping.timePattern); !mistake.empty())
            return tr("The pattern of the times can't be right.");
    }
    if (!m_tells)
        return tr("None of the first lines tells a delivery this way.");
    if (m_keep->isChecked() && m_mapping.name.empty())
        return tr("Give it a name to keep it by.");
    return {};
}

void ColumnMappingDialog::check()
{
    m_mapping.name = m_name->text().trimmed().toStdString();
    const QString why = problem();
    m_problem->setText(why);
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(why.isEmpty());
    m_buttons->button(QDialogButtonBox::Ok)->setToolTip(why);
}

} // namespace mv
