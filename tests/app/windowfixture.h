// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/application.h"
#include "app/mainwindow.h"
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

namespace mv::test {

inline constexpr int kPatience = 60'000; // ms, for an import on a busy machine

inline bool saysSomewhere(const QWidget& in, const QString& words)
{
    return std::ranges::any_of(in.findChildren<QLabel*>(),
        [&](const QLabel* label) { return label->isVisible() && label->text().contains(words); });
}

// The real window on the real pipeline: the sample storm is imported once, each test opens it in a new window.
class WindowFixture : public QObject {
protected:
    std::unique_ptr<Application> open(const QString& database)
    {
        CommandLine line;
        line.database = database.toStdU16String();
        auto app = std::make_unique<Application>(
            line, std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.ini"))));
        app->openWorkspace(database);
        app->window().show();
        app->window().activateWindow();
        return app;
    }
    void importSample()
    {
        m_app = open(m_folder.filePath(QStringLiteral("first.mailvane")));
        QSignalSpy imported(m_app.get(), &Application::imported);
        m_app->openSample();
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
        m_app.reset();
        m_database = m_folder.filePath(QStringLiteral("sample.mailvane"));
    }
    void openSampleWindow()
    {
        m_app = open(m_database);
        QVERIFY(QTest::qWaitForWindowActive(&m_app->window()));
        QTRY_VERIFY_WITH_TIMEOUT(!m_app->scope().data().empty(), kPatience);
        settle();
    }
    void closeWindow()
    {
        m_app.reset();
        QFile::remove(m_folder.filePath(QStringLiteral("settings.ini")));
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(m_app->queries().idle() && !m_app->writing().isImporting(), kPatience); }
    Panel* panel(const char* id)
    {
        for (Panel* each : m_app->window().panels()) {
            if (each->objectName() == QLatin1String(id))
                return each;
        }
        return nullptr;
    }
    void key(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget* target = QApplication::focusWidget();
        QTest::keyClick(target ? target : &m_app->window(), static_cast<Qt::Key>(key), modifiers);
    }
    const Scope& scope() { return m_app->scope().scope(); }

    QTemporaryDir m_folder;
    QString m_database; // with the sample
    std::unique_ptr<Application> m_app;
};

} // namespace mv::test
