<#
.SYNOPSIS
    Starts the bridge with its settings and secrets, or goes the way to the terminal (-Check).

.DESCRIPTION
    Lies in the installation folder beside bridge.json and secrets.xml; the task of
    Install-Bridge.ps1 runs it at log-on. Secrets are in the environment of the bridge only.
#>
[CmdletBinding()]
param([switch] $Check)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

$settings = Get-Content (Join-Path $PSScriptRoot 'bridge.json') -Raw | ConvertFrom-Json
foreach ($setting in $settings.PSObject.Properties) {
    Set-Item -Path "env:$($setting.Name)" -Value ([string] $setting.Value)
}
$secrets = Import-Clixml -Path (Join-Path $PSScriptRoot 'secrets.xml')
foreach ($name in $secrets.Keys) {
    $secret = [System.Net.NetworkCredential]::new('', $secrets[$name]).Password
    if ($secret) { Set-Item -Path "env:$name" -Value $secret }
}

$scripts = Join-Path $PSScriptRoot 'venv\Scripts'
if ($Check) {
    & (Join-Path $scripts 'mt5-bridge-check.exe')
    exit $LASTEXITCODE
}
$logs = Join-Path $PSScriptRoot 'logs'
New-Item -ItemType Directory -Force -Path $logs | Out-Null
$log = Join-Path $logs ('bridge-{0:yyyyMMdd-HHmmss}.log' -f (Get-Date))
Get-ChildItem -Path $logs -Filter 'bridge-*.log' | Sort-Object LastWriteTimeUtc -Descending |
    Select-Object -Skip 20 | Remove-Item -Force
$bridge = Start-Process -FilePath (Join-Path $scripts 'mt5-bridge.exe') -NoNewWindow -PassThru `
    -RedirectStandardOutput $log -RedirectStandardError "$log.err"
$null = $bridge.Handle  # else the exit status is lost in Windows PowerShell
$bridge.WaitForExit()
exit $bridge.ExitCode
