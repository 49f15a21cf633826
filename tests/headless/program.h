// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace mv::test {

inline constexpr int kProgramPatience = 60'000; // ms, for the program on a busy machine

struct Ran {
    int code = -1; // -1: it did not end by itself
    QByteArray out, err;
};

// The real program in a folder of its own, where its database and its configuration lie too.
class ProgramFixture {
protected:
    static QString fixture(const char* name) { return QStringLiteral(FIXTURES_DIR "/logs/") + QLatin1String(name); }
    QString path(const QString& name) const { return m_place.filePath(name); }

    // Arguments as one line, blanks between; {log}: two weeks of a small log.
    QStringList words(QString line) const
    {
        return line.replace(QStringLiteral("{log}"), fixture("twoweeks.log")).split(u' ', Qt::SkipEmptyParts);
    }

    void start(QProcess& program, const QStringList& arguments) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), path(QStringLiteral("data")));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path(QStringLiteral("config")));
        environment.insert(QStringLiteral("TMPDIR"), m_place.path());
        program.setProcessEnvironment(environment);
        program.setWorkingDirectory(m_place.path());
        program.start(QStringLiteral(MAILVANE_PROGRAM), arguments);
    }

    static Ran ended(QProcess& program)
    {
        program.closeWriteChannel();
        const bool ended = program.state() == QProcess::NotRunning || program.waitForFinished(kProgramPatience);
        const bool done = ended && program.exitStatus() == QProcess::NormalExit;
        return { done ? program.exitCode() : -1, program.readAllStandardOutput(), program.readAllStandardError() };
    }

    Ran run(const QStringList& arguments, const QByteArray& input = {}) const
    {
        QProcess program;
        start(program, arguments);
        program.write(input);
        return ended(program);
    }
    Ran run(const QString& line, const QByteArray& input = {}) const { return run(words(line), input); }

    void write(const QString& name, const QByteArray& text) const
    {
        QDir(m_place.path()).mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }

    static QByteArray contents(const QString& file)
    {
        QFile open(file);
        return open.open(QIODevice::ReadOnly) ? open.readAll() : QByteArray("can't read " + file.toUtf8());
    }

    // The cells of a table (RFC 4180), its header first.
    static QList<QStringList> cells(const QByteArray& csv)
    {
        QList<QStringList> rows;
        QByteArray cell;
        bool quoted = false, newRow = true;
        for (qsizetype i = 0; i < csv.size(); ++i) {
            const char c = csv[i];
            if (newRow)
                rows << QStringList();
            newRow = false;
            if (c == '"' && !(quoted && csv.mid(i + 1, 1) == "\"")) {
                quoted = !quoted;
            } else if (quoted || (c != ',' && c != '\r')) {
                cell += c;
                i += c == '"'; // doubled
            } else {
                rows.last() << QString::fromUtf8(cell);
                cell.clear();
                newRow = c == '\r' && csv.mid(i + 1, 1) == "\n";
                i += newRow;
            }
        }
        return rows;
    }

    QTemporaryDir m_place;
};

} // namespace mv::test
